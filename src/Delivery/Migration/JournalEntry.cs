using System.Text.Json.Serialization;

namespace Serverless.Delivery.Migration;

/// <summary>What became of one object.</summary>
/// <param name="Part">The part's place in the plan, from 0.</param>
/// <param name="Kind">What it is.</param>
/// <param name="From">Its key at the source.</param>
/// <param name="Version">Its version at the source that was seen last.</param>
/// <param name="Key">Its key at the destination.</param>
/// <param name="Bytes">Its length there.</param>
/// <param name="Sha256">The digest of its bytes there, 64 hexadecimal digits.</param>
/// <param name="IsCreated">Whether the migration wrote it; false where it was there.</param>
internal sealed record JournalEntry(
    int Part,
    ObjectKind Kind,
    string From,
    string Version,
    string Key,
    long Bytes,
    string Sha256,
    bool IsCreated
)
{
    /// <summary>Where the bytes are kept that stood there before, in the delivery store; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Replaced { get; init; }

    /// <summary>Whether it was taken away again, because it went at the source.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRemoved { get; init; }
}

/// <summary>A piece of the journal; written once.</summary>
/// <param name="Migration">The migration's id.</param>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Previous">SHA-256 of the piece before; "" for the first.</param>
/// <param name="Entries">What was done.</param>
internal sealed record JournalSegment(string Migration, int Number, string Previous, IReadOnlyList<JournalEntry> Entries)
{
    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;
}

/// <summary>All that a migration brought to its destination, as it was verified; written once, there and in the delivery store.</summary>
/// <param name="Migration">The migration's id.</param>
/// <param name="Segments">How many pieces of the journal it sums up.</param>
/// <param name="Journal">SHA-256 of the last of them.</param>
/// <param name="Entries">In the order of part and key.</param>
internal sealed record Manifest(string Migration, int Segments, string Journal, IReadOnlyList<JournalEntry> Entries)
{
    /// <summary>Where manifests stand below a folder's <c>.captions/</c>.</summary>
    public const string FolderName = "migrations/";

    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;
}
