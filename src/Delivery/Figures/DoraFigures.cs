using Serverless.Ledger;

namespace Serverless.Delivery.Figures;

/// <summary>
/// The four DORA figures of production, over the entries given. A figure without enough data is null.
/// Deployments are rollouts that took traffic: promoted, or rolled back by themselves after they were ready beside the old one. A failed
/// one is one that was rolled back, by itself or by a person later.
/// </summary>
/// <param name="Deployments">How many reached production.</param>
/// <param name="DeploymentsPerWeek">Promotions a week, from the first entry of the window to its end; null below one day.</param>
/// <param name="LeadTime">Median time from commit to the first promotion of its version on a target; null where no commit time is
/// known.</param>
/// <param name="ChangeFailureRate">Share of deployments that failed, 0 to 1; null without deployments.</param>
/// <param name="TimeToRestore">Median time from a failed one's first traffic to its rollback; null where none failed.</param>
internal sealed record DoraFigures(
    int Deployments,
    double? DeploymentsPerWeek,
    TimeSpan? LeadTime,
    double? ChangeFailureRate,
    TimeSpan? TimeToRestore
)
{
    private const string Production = "prod";
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Works them out.</summary>
    /// <param name="entries">The ledger.</param>
    /// <param name="now">The end of the window.</param>
    /// <param name="days">Its length in days.</param>
    public static DoraFigures Of(IReadOnlyList<LedgerEntry> entries, DateTimeOffset now, int days)
    {
        var start = now - TimeSpan.FromDays(days);
        var inWindow = entries.Where(entry => entry.At >= start && entry.At <= now).ToList();
        var production = inWindow.Where(entry => entry.Environment == Production).ToList();
        var promoted = production.Where(entry => entry.Kind == EntryKind.Promoted).ToList();
        var failures = FailuresOf(production, entries);
        var changes = promoted.Count + failures.Count(failure => failure.IsAutomatic);
        var span = inWindow.Count > 0 ? now - inWindow[0].At : TimeSpan.Zero;
        return new DoraFigures(
            changes,
            promoted.Count > 0 && span >= TimeSpan.FromDays(1) ? promoted.Count / (span / Week) : null,
            Median(LeadTimes(promoted, entries)),
            changes > 0 ? (double)failures.Count / changes : null,
            Median([.. failures.Select(failure => failure.Time)])
        );
    }

    private static List<TimeSpan> LeadTimes(List<LedgerEntry> promoted, IReadOnlyList<LedgerEntry> entries)
    {
        var commits = entries
            .Where(entry => entry is { Kind: EntryKind.Built, Version: not null, CommittedAt: not null })
            .DistinctBy(entry => entry.Version)
            .ToDictionary(entry => entry.Version!, entry => entry.CommittedAt!.Value);
        return
        [
            .. promoted
                .DistinctBy(entry => (entry.Version, entry.Target))
                .Where(entry => entry.Version is not null && commits.ContainsKey(entry.Version))
                .Select(entry => entry.At - commits[entry.Version!]),
        ];
    }

    private static List<Failure> FailuresOf(List<LedgerEntry> production, IReadOnlyList<LedgerEntry> entries) =>
        [.. production.Where(entry => entry.Kind == EntryKind.RolledBack).Select(back => FailureOf(back, entries)).OfType<Failure>()];

    /// <summary>One that never took traffic is no deployment, so no failed one.</summary>
    private static Failure? FailureOf(LedgerEntry back, IReadOnlyList<LedgerEntry> entries)
    {
        var before = entries.Where(entry => entry.Number < back.Number && IsSamePlace(entry, back)).ToList();
        if (before.LastOrDefault(entry => entry.Run == back.Run && entry.Kind == EntryKind.Deployed) is { } tried)
            return new Failure(true, back.At - tried.At);
        return before.LastOrDefault(entry => entry.Kind == EntryKind.Promoted && entry.Version == back.Version) is { } promoted
            ? new Failure(false, back.At - promoted.At)
            : null;
    }

    private static bool IsSamePlace(LedgerEntry one, LedgerEntry other) =>
        one.Environment == other.Environment && one.Target == other.Target;

    private static TimeSpan? Median(List<TimeSpan> times)
    {
        if (times.Count == 0)
            return null;
        times.Sort();
        var middle = times.Count / 2;
        return times.Count % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
    }

    /// <param name="IsAutomatic">The rollout itself went back; it was never promoted.</param>
    /// <param name="Time">How long it hurt.</param>
    private sealed record Failure(bool IsAutomatic, TimeSpan Time);
}
