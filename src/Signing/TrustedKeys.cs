using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Signing;

/// <summary>Public keys whose signatures count.</summary>
/// <param name="all">The keys.</param>
public sealed class TrustedKeys(IReadOnlyList<TrustedKey> all)
{
    /// <summary>The setting that names their files, commas between.</summary>
    public const string Setting = "CAPTION_TRUSTED_KEYS";

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>The keys.</summary>
    public IReadOnlyList<TrustedKey> All => all;

    /// <summary>Reads files.</summary>
    /// <param name="files">PEM files with a public key each; see <see cref="TrustedKey.Parse"/>.</param>
    /// <returns>The keys, or which file is wrong and why.</returns>
    public static Result<TrustedKeys, string> Read(IReadOnlyList<string> files)
    {
        var keys = new List<TrustedKey>();
        foreach (var file in files)
        {
            string text;
            try
            {
                text = File.ReadAllText(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return $"{file} cannot be read: {error.Message}";
            }

            if (!TrustedKey.Parse(text).TryGet(out var key, out var wrong))
                return $"{file}: {wrong}.";
            keys.Add(key);
        }

        return keys.Count > 0 ? new TrustedKeys(keys) : "No trusted key is named.";
    }

    /// <summary>The key that made a signature; null where none did.</summary>
    /// <param name="bytes">What was signed.</param>
    /// <param name="signature">The signature, DER.</param>
    public TrustedKey? FindSigner(byte[] bytes, byte[] signature) => all.FirstOrDefault(key => key.Verify(bytes, signature));

    internal static bool IsP256(ECDsa key) => key.ExportParameters(false).Curve.Oid.Value == P256;

    internal static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
}
