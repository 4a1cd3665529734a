using System.Globalization;
using System.Text;
using Serverless.Trainer.Validation;

namespace Serverless.Trainer.Evidence;

/// <summary>The card of a trained package, made from its evaluation alone and put before the card of what it was trained from.</summary>
internal static class ModelCardText
{
    private const string Begin = "<!-- made by caption train; do not edit -->",
        End = "<!-- end of what caption train made -->";

    /// <param name="card">The evaluation.</param>
    /// <param name="parent">The parent's card; what was made for the parent is replaced.</param>
    public static string Of(EvaluationCard card, string parent)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {card.Name} {card.Version}\n\n{Begin}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{card.Parent.Name} {card.Parent.Version} with another quality head. Captioner, quality model and recogniser are "
                + $"the parent's.\n\n"
        );
        text.Append("| made from | |\n|---|---|\n");
        text.Append(CultureInfo.InvariantCulture, $"| data | snapshot `{card.Snapshot}` |\n| parent | `{card.Parent.Digest}` |\n");
        text.Append(CultureInfo.InvariantCulture, $"| program | {card.Code} |\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"| learned from | {card.Data.TrainJudgments} judgments of {card.Data.TrainPictures} pictures |\n"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"| judged on | {card.Data.HeldJudgments} judgments of {card.Data.HeldPictures} other pictures |\n\n"
        );
        foreach (var left in card.Data.LeftOut)
            text.Append(CultureInfo.InvariantCulture, $"Left out: {left}.\n");
        AppendHeads(text, card);
        AppendSlices(text, card.Gate);
        text.Append("\n## Gates\n\n| gate | | why |\n|---|---|---|\n");
        foreach (var gate in card.Gate.Gates)
            text.Append(CultureInfo.InvariantCulture, $"| `{gate.Name}` | {NameOf(gate.State)} | {gate.Why} |\n");
        text.Append(
            "\nScores are calibrated for pictures and words like those that were judged. A slice without figures had too few "
                + "judgments to tell.\n"
        );
        text.Append(End).Append('\n');
        var before = Without(parent);
        return before.Length == 0 ? text.ToString() : text.Append('\n').Append(before).ToString();
    }

    internal static string NameOf(GateState state) =>
        state switch
        {
            GateState.Passed => "passed",
            GateState.Closed => "closed",
            _ => "too few",
        };

    private static void AppendHeads(StringBuilder text, EvaluationCard card)
    {
        text.Append("\n## Heads\n\nBy five picture-disjoint folds over the judgments that were learned from.\n\n");
        text.Append("| words | head | log loss | Brier skill | AUC | calibration error | |\n|---|---|---|---|---|---|---|\n");
        foreach (var head in card.Heads)
        {
            foreach (var one in head.Tried)
            {
                var f = one.Figures;
                var mark = one.Name == head.Chosen ? "chosen" : "";
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {head.Words} | {one.Name} | {f.LogLoss:0.0000} | {f.BrierSkill:0.000} | {f.Auc:0.000} | "
                        + $"{f.CalibrationError:0.000} | {mark} |\n"
                );
            }

            if (head.Why is { } why)
                text.Append(CultureInfo.InvariantCulture, $"| {head.Words} | the parent's | | | | | {why} |\n");
        }

        AppendGood(text, "sentences", card.Good);
        if (card.GoodNames is { } names)
            AppendGood(text, "names that are certain", names);
        if (card.Choice is { } choice)
            text.Append(
                CultureInfo.InvariantCulture,
                $"\nThe sentence that people prefer is taken in {100 * choice.RightByWeights:0.0} % of {choice.Decisions} decisions by "
                    + $"learned weights, in {100 * choice.RightByMargin:0.0} % by score and margin; "
                    + $"{(choice.IsLearned ? "the weights choose" : "score and margin choose")}.\n"
            );
    }

    private static void AppendGood(StringBuilder text, string words, GoodCard good)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n`good` of {words} from {good.Threshold:0.000} on (the parent's: {good.Before:0.000})"
        );
        if (good.Given > 0)
            text.Append(
                CultureInfo.InvariantCulture,
                $": {good.Wrong} of {good.Given} wrong by folds, 95 % interval {100 * good.Low:0.0} % to {100 * good.High:0.0} %"
            );
        text.Append(".\n");
    }

    private static void AppendSlices(StringBuilder text, GateReport gate)
    {
        text.Append("\n## On judgments that were held out\n\n");
        text.Append("| words | slice | judgments | pictures | AUC | Brier | calibration error | wrong at 50 % | wrong at 80 % |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach (var slice in gate.Slices)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {slice.Words} | {slice.Slice} | {slice.Judgments} | {slice.Pictures} |");
            string Pair(Func<ScoreFigures, double?> of) =>
                slice is { Champion: { } champion, Candidate: { } candidate }
                    ? string.Create(CultureInfo.InvariantCulture, $" {of(champion):0.000} → {of(candidate):0.000} |")
                    : " – |";
            text.Append(Pair(one => one.Auc)).Append(Pair(one => one.Brier)).Append(Pair(one => one.CalibrationError));
            text.Append(Pair(one => one.RiskAt50)).Append(Pair(one => one.RiskAt80)).Append('\n');
        }
    }

    private static string Without(string parent)
    {
        var end = parent.IndexOf(End, StringComparison.Ordinal);
        return end >= 0 ? parent[(end + End.Length)..].TrimStart() : parent;
    }
}
