using System.Text;

namespace Serverless.Storage;

/// <summary>
/// Which keys there may be: those that every store holds and gives back unchanged. S3 and Cloud Storage take 1,024 bytes of UTF-8, Azure 1,024 characters; Azure's
/// lists cannot carry control characters; address parsers on the way resolve segments of dots.
/// </summary>
public static class BlobKey
{
    /// <summary>Longest key in bytes of UTF-8.</summary>
    public const int MostBytes = 1_024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Looks at a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns><see cref="StoreFailureReason.InvalidKey"/>, or null when it is fine.</returns>
    public static StoreFailure? Fault(string key)
    {
        if (key.Length == 0)
            return Refused("it is empty");
        if (key.Where(IsStrange).Select(NameOf).FirstOrDefault() is { } strange)
            return Refused($"it holds {strange}");
        if (key.Split('/').Any(segment => segment is "." or ".."))
        {
            return Refused("a segment is . or .., which clients on the way take for another folder");
        }

        try
        {
            return Strict.GetByteCount(key) > MostBytes
                ? Refused(FormattableString.Invariant($"it is longer than {MostBytes} bytes"))
                : null;
        }
        catch (EncoderFallbackException)
        {
            return Refused("it is no valid Unicode");
        }
    }

    private static bool IsStrange(char letter) => char.IsControl(letter) || letter is '\uFFFE' or '\uFFFF';

    private static string NameOf(char letter) =>
        letter switch
        {
            '\t' => "a tab",
            '\n' => "a line feed",
            '\r' => "a carriage return",
            '\uFFFE' or '\uFFFF' => FormattableString.Invariant($"U+{(int)letter:X4}, which is no character"),
            _ => FormattableString.Invariant($"the control character U+{(int)letter:X4}"),
        };

    private static StoreFailure Refused(string why) => new(StoreFailureReason.InvalidKey, $"No store may hold this key: {why}.");
}
