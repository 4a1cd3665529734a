namespace Serverless.Ledger;

/// <summary>
/// One line of the ledger. Who appends it leaves number, previous, at, id, actor and key to <see cref="DeliveryLedger"/>.
/// </summary>
public sealed record LedgerEntry
{
    /// <summary>The format that this program writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The format.</summary>
    public int SchemaVersion { get; init; } = CurrentSchema;

    /// <summary>Counts from 1 without a gap.</summary>
    public long Number { get; init; }

    /// <summary>SHA-256 of the entry before, in hexadecimal; zeros for the first.</summary>
    public string Previous { get; init; } = "";

    /// <summary>When, by the writer's clock, in UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Tells two entries with the same content apart.</summary>
    public string Id { get; init; } = "";

    /// <summary>Who: the user and job of the pipeline, or the user of the machine.</summary>
    public string Actor { get; init; } = "";

    /// <summary>The key that the writer holds, which signed the head after this entry; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>One of <see cref="EntryKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about: <c>release</c>, or <c>model</c> for a model package.</summary>
    public string Subject { get; init; } = "release";

    /// <summary>The version it is about; null where it is about none.</summary>
    public string? Version { get; init; }

    /// <summary>The commit it was built from.</summary>
    public string? Commit { get; init; }

    /// <summary>When that commit was made.</summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary>The models in it.</summary>
    public IReadOnlyList<ModelReference>? Models { get; init; }

    /// <summary>dev, preprod or prod.</summary>
    public string? Environment { get; init; }

    /// <summary>aws, azure, gcp, kubernetes or onprem.</summary>
    public string? Target { get; init; }

    /// <summary>Joins the entries of one rollout.</summary>
    public string? Run { get; init; }

    /// <summary>The revision of the target that it is about; of a rollback the one that serves since.</summary>
    public string? Revision { get; init; }

    /// <summary>Of a rollback: the version that serves since; null where nothing does. Of a migration: the target.</summary>
    public string? To { get; init; }

    /// <summary>Percent of the traffic in a canary step.</summary>
    public int? Weight { get; init; }

    /// <summary><c>pass</c>, <c>fail</c>, or <c>no-data</c>.</summary>
    public string? Verdict { get; init; }

    /// <summary>Why, in plain words.</summary>
    public string? Why { get; init; }

    /// <summary>What it rests on.</summary>
    public IReadOnlyList<Evidence>? Evidence { get; init; }
}

/// <summary>A model by name and content.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="Digest">sha256: and the digest of its files, as captions carry it.</param>
public sealed record ModelReference(string Name, string Version, string Digest);

/// <summary>A file that was looked at, by content.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">In hexadecimal.</param>
public sealed record Evidence(string Name, string Sha256);
