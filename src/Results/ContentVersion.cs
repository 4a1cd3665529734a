using System.Security.Cryptography;

namespace Serverless.Results;

/// <summary>
/// A version that names a picture by its bytes: <c>sha256:</c> and 64 hexadecimal digits. Results that were moved to another store have
/// it, because every store makes versions of its own (an ETag, a generation, a time) and the same picture has another one there.
/// No store makes such a version itself.
/// </summary>
public static class ContentVersion
{
    private const string Scheme = "sha256:";

    private const int Digits = 64;

    /// <summary>The version of a picture with these bytes.</summary>
    /// <param name="sha256">The digest of its bytes, 64 hexadecimal digits.</param>
    public static string Of(string sha256) => Scheme + sha256.ToLowerInvariant();

    /// <summary>Whether a version names bytes.</summary>
    /// <param name="version">A version; null for none.</param>
    public static bool IsOne(string? version) =>
        version?.Length == Scheme.Length + Digits
        && version.StartsWith(Scheme, StringComparison.Ordinal)
        && version.Skip(Scheme.Length).All(char.IsAsciiHexDigitLower);

    /// <summary>Whether a version names these very bytes.</summary>
    /// <param name="version">A version; null for none.</param>
    /// <param name="bytes">The picture's bytes, its content coding undone.</param>
    public static bool Names(string? version, ReadOnlySpan<byte> bytes) =>
        IsOne(version) && version![Scheme.Length..] == Convert.ToHexStringLower(SHA256.HashData(bytes));
}
