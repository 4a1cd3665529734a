using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Reference;

namespace Serverless.Monitoring.Testing;

/// <summary>
/// Holds windows against a reference. A statistic has moved where its distance is both larger than chance makes it, at a false-discovery
/// rate of <see cref="Rate"/> over all statistics of the window, and large: a stability index of <see cref="MinEffect"/> beyond what
/// chance makes. Safe for use by several threads.
/// </summary>
/// <param name="reference">The reference.</param>
/// <param name="seed">Of the draws that chance is known by.</param>
internal sealed class DriftTest(DriftReference reference, int seed = DriftTest.DefaultSeed)
{
    /// <summary>Most of the alarms of windows that may be false.</summary>
    public const double Rate = 0.01;

    /// <summary>Least stability index that matters: below 0.1 "no change" by the usual reading.</summary>
    public const double MinEffect = 0.1;

    /// <summary>Values that a reference must have of a statistic for it to be held against.</summary>
    public const int MinReference = 100;

    public const int DefaultSeed = 20_261_127;

    /// <summary>What rests on the axes and words of the reference, which must be those the window was counted by.</summary>
    private static readonly HashSet<string> Measured =
    [
        TrafficStatistics.EmbeddingNorm,
        TrafficStatistics.Surprise,
        .. Enumerable.Range(1, TrafficStatistics.Projections).Select(TrafficStatistics.ProjectionName),
    ];

    private readonly NullTable _nulls = new(seed);

    public DriftReference Reference => reference;

    /// <param name="window">What was counted in the window.</param>
    /// <param name="measure">What its projections and surprises were measured by.</param>
    /// <param name="minCount">Values of a statistic that it must have to be tested.</param>
    public IReadOnlyList<Shift> Test(TrafficSketch window, string? measure, int minCount)
    {
        var tested = Numbers(window, measure).Concat(Categories(window)).Where(one => IsEnough(one.Groups, minCount)).ToList();
        var measures = new (double Stability, double Distance, double Effect, double PValue)[tested.Count];
        Parallel.For(0, tested.Count, i => measures[i] = Measure(tested[i].Name, tested[i].Groups));
        var found = FalseDiscovery.Find([.. measures.Select(one => one.PValue)], Rate);
        return
        [
            .. tested.Select(
                (one, i) =>
                    new Shift(one.Name, one.Title, one.Groups, measures[i].Stability, measures[i].Distance, measures[i].PValue)
                    {
                        HasMoved = found[i] && measures[i].Effect >= MinEffect,
                        Sentence = one.Sentence(),
                    }
            ),
        ];
    }

    private (double, double, double, double) Measure(string name, Groups groups)
    {
        var chance = _nulls.Of(name, groups);
        var (stability, distance) = (
            Drift.Stability(groups.Reference, groups.Window),
            Drift.JensenShannon(groups.Reference, groups.Window)
        );
        return (stability, distance, stability - chance.Stability, chance.PValueOf(distance));
    }

    private IEnumerable<Tested> Numbers(TrafficSketch window, string? measure)
    {
        foreach (var statistic in TrafficStatistics.Numbers)
        {
            if (!statistic.IsTested || (Measured.Contains(statistic.Name) && measure != reference.Measure))
                continue;
            var (expected, actual) = (reference.Sketch.Number(statistic.Name), window.Number(statistic.Name));
            var groups = Groups.Of(expected, actual);
            yield return new Tested(statistic.Name, statistic.Title, groups, () => Sentences.OfNumber(expected, actual));
        }
    }

    private IEnumerable<Tested> Categories(TrafficSketch window)
    {
        foreach (var (name, title) in TrafficStatistics.Categories)
        {
            var (expected, actual) = (Kept(reference.Sketch.Category(name)), Kept(window.Category(name)));
            var groups = Groups.Of(expected, actual);
            yield return new Tested(name, title, groups, () => Sentences.OfCategory(title, groups));
        }
    }

    private static Dictionary<string, long> Kept(IReadOnlyDictionary<string, long> counts) =>
        counts.Where(one => !TrafficStatistics.OfLoad.Contains(one.Key)).ToDictionary(one => one.Key, one => one.Value);

    private static bool IsEnough(Groups groups, int minCount) => groups.ReferenceTotal >= MinReference && groups.WindowTotal >= minCount;

    private sealed record Tested(string Name, string Title, Groups Groups, Func<string> Sentence);
}

/// <summary>How one statistic of a window stands to the reference.</summary>
/// <param name="Name">Which.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Groups">Its counts.</param>
/// <param name="Stability">Population stability index.</param>
/// <param name="Distance">Jensen-Shannon divergence in nats.</param>
/// <param name="PValue">How likely such a distance is by chance.</param>
internal sealed record Shift(string Name, string Title, Groups Groups, double Stability, double Distance, double PValue)
{
    /// <summary>Whether it has moved.</summary>
    public required bool HasMoved { get; init; }

    /// <summary>From what to what, for people.</summary>
    public required string Sentence { get; init; }
}
