using Serverless.Monitoring.Counting;
using static System.FormattableString;

namespace Serverless.Monitoring.Testing;

/// <summary>What has moved, in a sentence: "pictures are darker: mean brightness 0.47 → 0.31".</summary>
internal static class Sentences
{
    /// <summary>Deviations that a mean must move for a direction to be named.</summary>
    private const double Direction = 0.2;

    private const int Named = 2;

    /// <param name="reference">What was counted of the reference.</param>
    /// <param name="window">What was counted in the window.</param>
    public static string OfNumber(NumericSketch reference, NumericSketch window)
    {
        var statistic = reference.Statistic;
        var (from, to) = (statistic.Show(reference.Mean), statistic.Show(window.Mean));
        var moved = window.Mean - reference.Mean;
        if (Math.Abs(moved) >= Direction * reference.Deviation)
            return $"{(moved < 0 ? statistic.Less : statistic.More)}: {statistic.Title} {from} → {to}";
        var (low, high) = (Range(reference), Range(window));
        return $"{statistic.Title} is spread differently: nine in ten {low} → {high}";
    }

    /// <param name="title">What people call the category.</param>
    /// <param name="groups">Its counts.</param>
    public static string OfCategory(string title, Groups groups)
    {
        var changes = groups
            .Labels.Select(
                (label, i) => (Label: label, From: groups.Reference[i] / groups.ReferenceTotal, To: groups.Window[i] / groups.WindowTotal)
            )
            .OrderByDescending(one => Math.Abs(one.To - one.From))
            .Take(Named)
            .Select(one => Invariant($"{one.Label} {100 * one.From:0.#} % → {100 * one.To:0.#} %"));
        return $"{title} have changed: {string.Join(", ", changes)}";
    }

    private static string Range(NumericSketch sketch) =>
        $"{sketch.Statistic.Show(sketch.Quantile(0.05))} to {sketch.Statistic.Show(sketch.Quantile(0.95))}";
}
