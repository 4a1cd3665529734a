namespace Serverless.Updates.Rollouts;

/// <summary>Judges a window, by itself and beside the champion.</summary>
internal static class WindowAnalysis
{
    public static WindowVerdict Judge(WindowFigures window, RolloutPlan plan)
    {
        var (champion, challenger) = window;
        if (challenger.Requests < plan.MinRequests)
            return new WindowVerdict(RolloutOutcome.NoData, Text($"{challenger.Requests} requests, {plan.MinRequests} are needed"));
        var faults = ByItself(challenger, plan);
        if (champion.Requests >= plan.MinRequests)
            faults = faults.Concat(Beside(challenger, champion, plan));
        var list = faults.ToList();
        return list.Count > 0
            ? new WindowVerdict(RolloutOutcome.Failure, string.Join("; ", list))
            : new WindowVerdict(
                RolloutOutcome.Success,
                Text($"{challenger.Requests} requests, errors {challenger.Percent(challenger.Errors):0.##} %, ")
                    + Text($"refused {challenger.Percent(challenger.Refused):0.##} %, p95 {challenger.P95Ms():0} ms")
            );
    }

    private static IEnumerable<string> ByItself(ModelFigures challenger, RolloutPlan plan)
    {
        if (challenger.Percent(challenger.Errors) is var errors && errors > plan.MaxErrorPercent)
            yield return Text($"errors {errors:0.##} %, allowed: {plan.MaxErrorPercent}");
        if (challenger.Compared > 0 && (double)challenger.Agreed / challenger.Compared is var agreed && agreed < plan.MinAgreement)
            yield return Text($"agrees on {agreed:0.##} of the pictures, wanted: {plan.MinAgreement}");
    }

    private static IEnumerable<string> Beside(ModelFigures challenger, ModelFigures champion, RolloutPlan plan)
    {
        var (refused, before) = (challenger.Percent(challenger.Refused), champion.Percent(champion.Refused));
        if (refused > before + plan.MaxRefusedPoints)
            yield return Text($"refused {refused:0.##} %, the champion {before:0.##} %");
        if (challenger.P95Ms() is var time && champion.P95Ms() is var usual and > 0 && time > usual * plan.MaxLatencyRatio)
            yield return Text($"p95 {time:0} ms, the champion {usual:0} ms");
        if (challenger.MeanScore is { } score && champion.MeanScore is { } good && score < good - plan.MaxQualityDrop)
            yield return Text($"mean score {score:0.###}, the champion {good:0.###}");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>What a window says.</summary>
/// <param name="Outcome">Success, failure, or too little to say.</param>
/// <param name="Why">The figures, or what is wrong with them.</param>
internal sealed record WindowVerdict(RolloutOutcome Outcome, string Why);
