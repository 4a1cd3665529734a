namespace Serverless.Storage;

/// <summary>What of an object is read.</summary>
/// <param name="Version">The version it must have; null for the current one.</param>
/// <param name="Offset">First byte, from 0.</param>
/// <param name="Count">Most bytes from there, at least 1; null for all.</param>
/// <param name="MaxBytes">More than this is <see cref="StoreFailureReason.TooLarge"/> before a byte is read.</param>
public sealed record BlobSelection(string? Version = null, long Offset = 0, long? Count = null, long MaxBytes = long.MaxValue)
{
    /// <summary>All of the current version.</summary>
    public static BlobSelection All { get; } = new();

    /// <summary>Whether this is a part, as far as is known without the length.</summary>
    public bool IsRange => Offset > 0 || Count is not null;

    /// <summary>The range as RFC 9110, section 14.1.2, writes it.</summary>
    public string RangeHeader =>
        Count is { } count
            ? FormattableString.Invariant($"bytes={Offset}-{Offset + count - 1}")
            : FormattableString.Invariant($"bytes={Offset}-");
}
