using System.Globalization;
using Serverless.Evaluation.Statistics;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Signals;

namespace Serverless.Trainer.Validation;

/// <summary>
/// Holds a candidate against its champion on judgments that neither was fitted on: values, and changes with 95 % intervals that are paired
/// by picture, over all and by slice.
/// </summary>
/// <param name="limits">What it is held against.</param>
/// <param name="rounds">Resamples of each interval.</param>
internal sealed class ValidationGate(GateLimits limits, int rounds = 1_000)
{
    /// <param name="held">Held-out judgments.</param>
    /// <param name="champion">The parent's numbers.</param>
    /// <param name="candidate">The candidate's.</param>
    public GateReport Judge(IReadOnlyList<Example> held, ModelHeads champion, ModelHeads candidate)
    {
        var (gates, slices) = (new List<GateResult>(), new List<SliceFigures>());
        foreach (var sort in Enum.GetValues<JudgedWords>())
        {
            var words = sort.Name();
            var examples = held.Where(one => one.Words == sort).ToList();
            var isOther = candidate.Differs(champion, sort);
            if (examples.Count == 0 && !isOther)
                continue;
            var pair = new JudgedPair(examples, champion.Curves(sort), candidate.Curves(sort), rounds);
            if (WhyTooFew(examples) is { } why)
            {
                // a head that is the parent's needs no proof
                gates.Add(
                    new(
                        $"{words}_judgments",
                        isOther ? GateState.Closed : GateState.TooFew,
                        examples.Count,
                        limits.MinJudgments,
                        null,
                        null,
                        why
                    )
                );
                continue;
            }

            gates.AddRange(Overall(sort, pair));
            if (candidate.Good(sort) is { } good)
                gates.Add(Promise(words, pair, good));
            slices.Add(pair.Figures(words, "all"));
            foreach (var slice in SliceRules.Names)
            {
                var part = pair.Of(slice);
                var isTold = part.Examples.Count >= limits.MinSliceJudgments && part.Groups >= limits.MinSlicePictures;
                slices.Add(isTold ? part.Figures(words, slice) : part.Counts(words, slice));
                gates.Add(isTold ? Slice(words, slice, part) : TooFew(words, slice, part));
            }
        }

        if (gates.Count == 0)
            gates.Add(
                new("held_out", GateState.Closed, 0, limits.MinJudgments, null, null, "nothing was held out: a candidate cannot be judged")
            );
        return new GateReport(gates, slices);
    }

    private string? WhyTooFew(List<Example> examples)
    {
        var pictures = examples.Select(one => one.Group).Distinct(StringComparer.Ordinal).Count();
        var right = examples.Count(one => one.IsRight);
        return examples.Count < limits.MinJudgments || pictures < limits.MinPictures
                ? $"{examples.Count} held-out judgments of {pictures} pictures; at least {limits.MinJudgments} of {limits.MinPictures} "
                    + "are asked for"
            : right == 0 || right == examples.Count ? "all held-out judgments say the same: nothing can be told apart"
            : null;
    }

    private IEnumerable<GateResult> Overall(JudgedWords sort, JudgedPair pair)
    {
        var words = sort.Name();
        var (minChampionAuc, minAuc) =
            sort == JudgedWords.Names ? (limits.MinNamesAuc, limits.MinNamesAuc) : (limits.MinChampionAuc, limits.MinAuc);
        var champion = pair.ChampionAuc();
        yield return GateResult.Of(
            $"{words}_champion_auc",
            champion.Value >= minChampionAuc,
            champion,
            minChampionAuc,
            $"the champion tells right from wrong with an AUC of {Of(champion)}; below {Of(minChampionAuc)} the judgments "
                + "contradict what was learned before (labels the wrong way round?)"
        );
        var auc = pair.CandidateAuc();
        yield return GateResult.Of(
            $"{words}_auc",
            auc.Value >= minAuc,
            auc,
            minAuc,
            $"the candidate's AUC is {Of(auc)}, at least {Of(minAuc)} is asked for"
        );
        var aucChange = pair.AucChange();
        yield return GateResult.Of(
            $"{words}_auc_change",
            aucChange.Low >= -limits.MaxAucLoss,
            aucChange,
            -limits.MaxAucLoss,
            $"AUC changes by {Of(aucChange)}; the interval may not reach below {Of(-limits.MaxAucLoss)}"
        );
        var brier = pair.BrierChange();
        yield return GateResult.Of(
            $"{words}_brier_change",
            brier.High <= limits.MaxBrierRise,
            brier,
            limits.MaxBrierRise,
            $"the Brier score changes by {Of(brier)}; the interval may not reach above {Of(limits.MaxBrierRise)}"
        );
        var (before, after) = (pair.CalibrationErrorOfChampion(), pair.CalibrationErrorOfCandidate());
        yield return GateResult.Of(
            $"{words}_calibration",
            after.Value <= Math.Max(limits.MaxCalibrationError, before),
            after,
            Math.Max(limits.MaxCalibrationError, before),
            $"the calibration error is {Of(after)}, the champion's {Of(before)}; at most {Of(limits.MaxCalibrationError)}, or "
                + "the champion's"
        );
    }

    private GateResult Promise(string words, JudgedPair pair, double good)
    {
        var (given, wrong) = pair.GoodOfCandidate(good);
        var (low, high) = WilsonInterval.Of(wrong, given);
        var share = given == 0 ? 0 : (double)wrong / given;
        // a few wrong ones by chance close nothing: the promise is broken where the interval says so
        var isKept = low <= limits.MaxWrongOfGood;
        var why = $"{wrong} of {given} good ones are wrong ({Of(low)} to {Of(high)}); at most {Of(limits.MaxWrongOfGood)} is promised";
        return new($"{words}_good", isKept ? GateState.Passed : GateState.Closed, share, limits.MaxWrongOfGood, low, high, why);
    }

    private GateResult Slice(string words, string slice, JudgedPair part)
    {
        var change = part.BrierChange();
        return GateResult.Of(
            $"{words}_slice_{slice}",
            change.Low <= limits.MaxSliceBrierRise,
            change,
            limits.MaxSliceBrierRise,
            $"the Brier score of {slice} changes by {Of(change)} over {part.Groups} pictures; an interval above "
                + $"{Of(limits.MaxSliceBrierRise)} is worse beyond doubt"
        );
    }

    private static GateResult TooFew(string words, string slice, JudgedPair part) =>
        new(
            $"{words}_slice_{slice}",
            GateState.TooFew,
            part.Examples.Count,
            null,
            null,
            null,
            $"{part.Examples.Count} judgments of {part.Groups} pictures are too few to tell"
        );

    private static string Of(Interval value) => $"{Of(value.Value)} ({Of(value.Low)} to {Of(value.High)})";

    private static string Of(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
