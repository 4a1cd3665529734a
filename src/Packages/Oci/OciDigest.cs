using System.Buffers;
using System.Security.Cryptography;

namespace Serverless.Packages.Oci;

/// <summary>Digests as registries write them: <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
public static class OciDigest
{
    private const string Prefix = "sha256:";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a text is one.</summary>
    /// <param name="text">The text.</param>
    public static bool IsValid(string text) =>
        text.Length == Prefix.Length + 64
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Digits) < 0;

    /// <summary>The digest of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string Of(ReadOnlySpan<byte> bytes) => Prefix + Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The digest of a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Prefix + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>Its hexadecimal digits.</summary>
    /// <param name="digest">A valid digest.</param>
    public static string Hex(string digest) => digest[Prefix.Length..];
}
