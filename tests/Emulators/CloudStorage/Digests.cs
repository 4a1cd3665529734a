using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;

namespace Serverless.CloudStorage;

/// <summary>Digests as Cloud Storage gives and takes them (cloud.google.com/storage/docs/xml-api/reference-headers#xgooghash).</summary>
internal static class Digests
{
    [SuppressMessage("Security", "CA5351", Justification = "The protocol's own digest of content, not a defence.")]
    public static string Md5(byte[] bytes) => Convert.ToBase64String(MD5.HashData(bytes));

    /// <summary>Castagnoli's, big-endian in Base64.</summary>
    public static string Crc32C(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
            sum = BitOperations.Crc32C(sum, value);
        var big = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(big, ~sum);
        return Convert.ToBase64String(big);
    }

    /// <summary>Why <c>x-goog-hash</c> does not hold of the bytes; null where it does.</summary>
    public static string? Fault(string header, byte[] bytes)
    {
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var expected = part.Split('=', 2)[0] switch
            {
                "crc32c" => "crc32c=" + Crc32C(bytes),
                "md5" => "md5=" + Md5(bytes),
                _ => "",
            };
            if (part != expected)
                return $"Provided {part} does not match the content.";
        }

        return null;
    }
}
