using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Serverless.CloudStorage;

/// <summary>Digests as Cloud Storage gives them.</summary>
internal static class Digests
{
    [SuppressMessage("Security", "CA5351", Justification = "The protocol's own digest of content, not a defence.")]
    public static string Md5(byte[] bytes) => Convert.ToBase64String(MD5.HashData(bytes));
}
