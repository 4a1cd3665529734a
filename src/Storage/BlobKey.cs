using System.Text;

namespace Serverless.Storage;

/// <summary>
/// Which keys there may be: those that every store holds and gives back unchanged. S3 and Cloud Storage take 1,024 bytes of UTF-8, Azure
/// 1,024 characters; Azure's lists cannot carry control characters; address parsers on the way resolve segments of dots.
/// </summary>
public static class BlobKey
{
    /// <summary>Longest key in bytes of UTF-8.</summary>
    public const int MaxBytes = 1_024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Checks a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns><see cref="StoreFailureReason.InvalidKey"/>, or null when it is fine.</returns>
    public static StoreFailure? Validate(string key)
    {
        if (key.Length == 0)
            return Invalid("it is empty");
        if (key.Where(IsForbidden).Select(NameOf).FirstOrDefault() is { } strange)
            return Invalid($"it holds {strange}");
        if (key.Split('/').Any(segment => segment is "." or ".."))
        {
            return Invalid("a segment is . or .., which clients on the way take for another folder");
        }

        try
        {
            return Strict.GetByteCount(key) > MaxBytes
                ? Invalid(FormattableString.Invariant($"it is longer than {MaxBytes} bytes"))
                : null;
        }
        catch (EncoderFallbackException)
        {
            return Invalid("it is no valid Unicode");
        }
    }

    private static bool IsForbidden(char letter) => char.IsControl(letter) || letter is '\uFFFE' or '\uFFFF';

    private static string NameOf(char letter) =>
        letter switch
        {
            '\t' => "a tab",
            '\n' => "a line feed",
            '\r' => "a carriage return",
            '\uFFFE' or '\uFFFF' => FormattableString.Invariant($"U+{(int)letter:X4}, which is no character"),
            _ => FormattableString.Invariant($"the control character U+{(int)letter:X4}"),
        };

    private static StoreFailure Invalid(string why) => new(StoreFailureReason.InvalidKey, $"No store may hold this key: {why}.");
}
