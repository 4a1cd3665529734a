using Serverless.Ledger;

namespace Serverless.Delivery.Rollouts;

/// <summary>What the ledger says about one target of one environment.</summary>
internal sealed class RolloutHistory
{
    public const string PackageEvidence = "package",
        SettingsEvidence = "settings";

    private readonly List<LedgerEntry> _entries;
    private readonly List<ServingVersion> _served = [];
    private readonly HashSet<string> _failedRevisions = new(StringComparer.Ordinal);

    private RolloutHistory(List<LedgerEntry> entries)
    {
        _entries = entries;
        foreach (var entry in entries)
            Follow(entry);
    }

    /// <summary>What serves; null where nothing was ever promoted, or the first one went back to nothing.</summary>
    public ServingVersion? Serving => _served.Count > 0 ? _served[^1] : null;

    /// <summary>The start of a rollout that has no end yet; null where all have one.</summary>
    public LedgerEntry? Unfinished =>
        _entries.LastOrDefault(entry =>
            entry.Kind == EntryKind.DeployStarted && !_entries.Any(other => other.Run == entry.Run && IsEnd(other.Kind))
        );

    /// <summary>What served before and was not taken out as bad; null where there is none.</summary>
    public ServingVersion? PreviousGood =>
        _served.LastOrDefault(version => version.Revision != Serving?.Revision && !_failedRevisions.Contains(version.Revision));

    /// <summary>Reads it out of the ledger.</summary>
    public static RolloutHistory Of(IReadOnlyList<LedgerEntry> entries, string environment, string target) =>
        new([.. entries.Where(entry => entry.Environment == environment && entry.Target == target)]);

    /// <summary>The last time a version served here; null where it never did.</summary>
    public ServingVersion? LastServed(string version) => _served.LastOrDefault(served => served.Version == version);

    /// <summary>Whether a revision was begun here by a rollout: those of others are left alone.</summary>
    public bool IsOurs(string revision) => _entries.Any(entry => entry.Revision == revision);

    /// <summary>Whether the last step of a rollout was its last analysis, and that passed.</summary>
    public bool IsAnalysed(LedgerEntry start) =>
        _entries.LastOrDefault(entry => entry.Run == start.Run && entry.Kind == EntryKind.Canary)
            is { Weight: 100, Verdict: CanaryAnalysis.Pass };

    /// <summary>Good runs of a version here since it last went bad: promotions, and later checks of the same.</summary>
    public int GoodRuns(string version) =>
        _entries
            .Where(entry => entry.Version == version)
            .Reverse()
            .TakeWhile(entry => entry is not ({ Kind: EntryKind.RolledBack } or { Kind: EntryKind.DeployFailed, To: null }))
            .Count(entry => entry.Kind is EntryKind.Promoted or EntryKind.Verified);

    private static bool IsEnd(string kind) => kind is EntryKind.Promoted or EntryKind.RolledBack or EntryKind.DeployFailed;

    private void Follow(LedgerEntry entry)
    {
        switch (entry)
        {
            case { Kind: EntryKind.Promoted or EntryKind.Adopted, Version: { } version, Revision: { } revision }:
                _failedRevisions.Remove(revision);
                _served.Add(ServingVersion.Of(version, revision, entry));
                break;
            case { Kind: EntryKind.Adopted }: // nothing ran
                _served.Clear();
                break;
            case { Kind: EntryKind.RolledBack, To: { } to, Revision: { } revision }:
                if (Serving is { } bad && bad.Version == entry.Version && bad.Revision != revision)
                    _failedRevisions.Add(bad.Revision);
                if (Serving?.Revision != revision)
                    _served.Add(ServingVersion.Of(to, revision, entry));
                break;
        }
    }
}

/// <summary>A version that served.</summary>
/// <param name="Version">The version.</param>
/// <param name="Revision">Its revision on the target.</param>
/// <param name="PackageSha256">What the target said it runs; null where it did not say.</param>
/// <param name="SettingsSha256">What the target said its settings are; null where it did not say.</param>
internal sealed record ServingVersion(string Version, string Revision, string? PackageSha256, string? SettingsSha256)
{
    public static ServingVersion Of(string version, string revision, LedgerEntry entry) =>
        new(version, revision, Digest(entry, RolloutHistory.PackageEvidence), Digest(entry, RolloutHistory.SettingsEvidence));

    private static string? Digest(LedgerEntry entry, string name) =>
        entry.Evidence?.FirstOrDefault(evidence => evidence.Name == name)?.Sha256;
}
