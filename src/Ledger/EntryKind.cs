namespace Serverless.Ledger;

/// <summary>What an entry of the ledger says; a closed list.</summary>
public static class EntryKind
{
    /// <summary>A release was published.</summary>
    public const string Built = "built";

    /// <summary>Its tests ran, with a verdict.</summary>
    public const string Tested = "tested";

    /// <summary>Its dependencies and files were looked through, with a verdict.</summary>
    public const string Scanned = "scanned";

    /// <summary>Its captions were compared with the golden ones, with a verdict.</summary>
    public const string Golden = "golden";

    /// <summary>Its packages were signed.</summary>
#pragma warning disable CA1720 // the word of the ledger, not a type of numbers
    public const string Signed = "signed";
#pragma warning restore CA1720

    /// <summary>A model package was put into a registry.</summary>
    public const string Pushed = "pushed";

    /// <summary>What an environment will cost was held against its budget, with a verdict.</summary>
    public const string Costed = "costed";

    /// <summary>A rollout began; the entries of one rollout share their run.</summary>
    public const string DeployStarted = "deploy-started";

    /// <summary>The new revision is ready beside the old one and passed its smoke test; it has no traffic.</summary>
    public const string Deployed = "deployed";

    /// <summary>One step of the canary was analysed, with its weight and verdict.</summary>
    public const string Canary = "canary";

    /// <summary>The new revision serves all traffic.</summary>
    public const string Promoted = "promoted";

    /// <summary>What serves already was checked again, and is good.</summary>
    public const string Verified = "verified";

    /// <summary>A version was taken out; what serves since is in <see cref="LedgerEntry.To"/>.</summary>
    public const string RolledBack = "rolled-back";

    /// <summary>A rollout ended without having touched what serves.</summary>
    public const string DeployFailed = "deploy-failed";

    /// <summary>What runs was not what the ledger said, and a person took it over.</summary>
    public const string Adopted = "adopted";

    /// <summary>Results, reviews and settings moved to another target.</summary>
    public const string Migrated = "migrated";

    /// <summary>A gate said no; nothing was deployed.</summary>
    public const string GateClosed = "gate-closed";

    /// <summary>A training run of the loop began, and why; the entries of one run share it.</summary>
    public const string Triggered = "triggered";

    /// <summary>A version of the data was taken, named by its digest.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>A candidate was trained and passed every gate of its training; one that did not is <see cref="GateClosed"/>.</summary>
    public const string Trained = "trained";

    /// <summary>The hosts that follow a registry try a candidate from now on.</summary>
    public const string Tried = "tried";

    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            Built,
            Tested,
            Scanned,
            Golden,
            Signed,
            Pushed,
            Costed,
            DeployStarted,
            Deployed,
            Canary,
            Promoted,
            Verified,
            RolledBack,
            DeployFailed,
            Adopted,
            Migrated,
            GateClosed,
            Triggered,
            Snapshot,
            Trained,
            Tried,
        };
}
