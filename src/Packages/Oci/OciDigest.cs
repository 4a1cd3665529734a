using System.Buffers;
using System.Security.Cryptography;

namespace Serverless.Packages.Oci;

/// <summary>Digests as registries write them: <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
public static class OciDigest
{
    private const string Prefix = "sha256:";
    private const int BufferBytes = 1 << 18;

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
        // In larger pieces than the framework's own HashDataAsync takes: weights are most of what a start verifies.
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (long offset = 0; ; )
            {
                var count = await RandomAccess.ReadAsync(file, buffer, offset, cancellationToken);
                if (count == 0)
                    return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
                hash.AppendData(buffer, 0, count);
                offset += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Its hexadecimal digits.</summary>
    /// <param name="digest">A valid digest.</param>
    public static string Hex(string digest) => digest[Prefix.Length..];
}
