namespace Serverless.Storage;

/// <summary>Content to write.</summary>
/// <param name="Open">Opens the bytes from the start; called again on a retry. The writer disposes it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="MediaType">What they are.</param>
/// <param name="Metadata">Names (lower-case letters and digits, starting with a letter) and values (printable ASCII); 2,048 bytes in
/// all.</param>
public sealed record BlobContent(Func<Stream> Open, long Length, string MediaType, IReadOnlyDictionary<string, string> Metadata)
{
    private const int MaxMetadataBytes = 2_048;

    /// <summary>
    /// Whether a replaced file must keep its attributes: one whose owner, group or extended attributes could not be kept, or that has
    /// several names (hard links), is refused with <see cref="StoreFailureReason.AccessDenied"/>. Otherwise what can be kept is. Only
    /// folders of files support it.
    /// </summary>
    public bool PreservesFileAttributes { get; init; }

    /// <summary>
    /// The time of change that a file gets; null for the time of writing. A version is made of time and length: the caller takes care that
    /// the length differs. Only folders of files support it.
    /// </summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Bytes in memory.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="mediaType">What they are.</param>
    public static BlobContent Of(byte[] bytes, string mediaType) =>
        new(() => new MemoryStream(bytes, writable: false), bytes.Length, mediaType, BlobProperties.NoMetadata);

    /// <summary>Checks that every store can keep the metadata.</summary>
    /// <exception cref="ArgumentException">A name or value that not every store can hold: a bug of the caller.</exception>
    public void Validate()
    {
        var isNamed = Metadata.Keys.All(name =>
            name.Length > 0
            && char.IsAsciiLetterLower(name[0])
            && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
        );
        var isPrintable = Metadata.Values.All(value =>
            value.Length > 0 && value.Trim() == value && value.All(letter => letter is >= ' ' and <= '~')
        );
        if (isNamed && isPrintable && Metadata.Sum(pair => pair.Key.Length + pair.Value.Length) <= MaxMetadataBytes)
            return;
        throw new InvalidOperationException("Metadata is lower-case ASCII names with printable ASCII values, 2,048 bytes in all.");
    }
}
