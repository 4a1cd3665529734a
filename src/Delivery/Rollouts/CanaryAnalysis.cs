using Serverless.Delivery.Targets;

namespace Serverless.Delivery.Rollouts;

/// <summary>Judges what a new revision answered in a window, by itself and beside the one before it.</summary>
internal static class CanaryAnalysis
{
    public const string Pass = "pass",
        Fail = "fail",
        NoData = "no-data";

    /// <summary>Judges.</summary>
    /// <param name="revision">What the new one answered.</param>
    /// <param name="champion">What the one before it answered in the same time; null where there is none.</param>
    /// <param name="window">How long.</param>
    /// <param name="policy">What is allowed.</param>
    public static AnalysisResult Judge(RevisionMetrics revision, RevisionMetrics? champion, TimeSpan window, RolloutPolicy policy)
    {
        if (revision.Requests < policy.Canary.MinRequests)
            return new AnalysisResult(NoData, Text($"{revision.Requests} requests, {policy.Canary.MinRequests} are needed"));
        var faults = ByItself(revision, window, policy.Thresholds);
        if (champion is not null && champion.Requests >= policy.Canary.MinRequests)
            faults = faults.Concat(Beside(revision, champion, policy.Comparison));
        var list = faults.ToList();
        return list.Count == 0
            ? new AnalysisResult(
                Pass,
                Text($"{revision.Requests} requests, {Percent(revision.Errors, revision.Requests):0.##} % errors, ")
                    + Text($"{RefusedPercent(revision):0.##} % refused, p95 {revision.LatencyP95Ms ?? 0:0} ms")
            )
            : new AnalysisResult(Fail, string.Join("; ", list));
    }

    private static IEnumerable<string> ByItself(RevisionMetrics revision, TimeSpan window, ThresholdPolicy limits)
    {
        if (Percent(revision.Errors, revision.Requests) is var errors && errors > limits.ErrorPercent)
            yield return Text($"errors {errors:0.##} %, allowed: {limits.ErrorPercent}");
        if (revision.LatencyP95Ms is { } latency && latency > limits.LatencyP95Ms)
            yield return Text($"latency p95 {latency:0} ms, allowed: {limits.LatencyP95Ms}");
        if (revision.Throttled / Math.Max(window.TotalMinutes, 1) is var throttles && throttles > limits.ThrottlesPerMinute)
            yield return Text($"throttles {throttles:0.##} a minute, allowed: {limits.ThrottlesPerMinute}");
        if (RefusedPercent(revision) is { } refused && refused > limits.RefusedPercent)
            yield return Text($"refused {refused:0.##} %, allowed: {limits.RefusedPercent}");
    }

    private static IEnumerable<string> Beside(RevisionMetrics revision, RevisionMetrics champion, ComparisonPolicy limits)
    {
        var (errors, before) = (Percent(revision.Errors, revision.Requests), Percent(champion.Errors, champion.Requests));
        if (errors > before + limits.ErrorPoints)
            yield return Text($"errors {errors:0.##} %, before it {before:0.##} %");
        if (
            revision.LatencyP95Ms is { } latency
            && champion.LatencyP95Ms is { } usual
            && latency > (usual * limits.LatencyTimes) + limits.LatencySlackMs
        )
            yield return Text($"latency p95 {latency:0} ms, before it {usual:0} ms");
        if (RefusedPercent(revision) is { } refused && RefusedPercent(champion) is { } share && refused > share + limits.RefusedPoints)
            yield return Text($"refused {refused:0.##} %, before it {share:0.##} %");
    }

    private static double Percent(long part, long all) => all > 0 ? 100.0 * part / all : 0;

    private static double? RefusedPercent(RevisionMetrics metrics) =>
        metrics.Captioned + metrics.Refused is var all and > 0 ? Percent(metrics.Refused, all) : null;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>What an analysis found.</summary>
/// <param name="Verdict">pass, fail or no-data; only pass goes on.</param>
/// <param name="Why">The figures, or what is wrong with them.</param>
internal sealed record AnalysisResult(string Verdict, string Why)
{
    public bool IsPass => Verdict == CanaryAnalysis.Pass;
}
