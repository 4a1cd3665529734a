using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>An object of the source that is copied.</summary>
/// <param name="PartNumber">The part's place in the plan, from 0.</param>
/// <param name="Part">The part.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its key at the source.</param>
/// <param name="Version">Its version there.</param>
/// <param name="Target">Its key at the destination.</param>
internal sealed record SourceObject(int PartNumber, Part Part, ObjectKind Kind, string Key, string Version, string Target)
{
    /// <summary>Its address at the source.</summary>
    public BlobAddress Address => Part.From.Address.With(AddressKey(Part.From, Key));

    /// <summary>Its address at the destination.</summary>
    public BlobAddress TargetAddress => Part.To.Address.With(AddressKey(Part.To, Target));

    /// <summary>The journal's entry about it.</summary>
    /// <param name="bytes">Its length at the destination.</param>
    /// <param name="sha256">The digest of its bytes there.</param>
    /// <param name="isCreated">Whether the migration wrote it.</param>
    public JournalEntry EntryOf(long bytes, string sha256, bool isCreated) =>
        new(PartNumber, Kind, Key, Version, Target, bytes, sha256, isCreated);

    private static string AddressKey(BlobFolder folder, string key) => folder.Address.Key + key[folder.Prefix.Length..];
}
