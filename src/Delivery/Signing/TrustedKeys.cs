using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Delivery.Signing;

/// <summary>Public keys whose signatures count.</summary>
internal sealed class TrustedKeys
{
    /// <summary>The setting that names their files, commas between.</summary>
    public const string Setting = "CAPTION_TRUSTED_KEYS";

    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly IReadOnlyList<string> _keys;

    private TrustedKeys(IReadOnlyList<string> keys) => _keys = keys;

    /// <summary>One key.</summary>
    /// <param name="pem">Its public part.</param>
    public static TrustedKeys Of(string pem) => new([pem]);

    /// <summary>Reads files.</summary>
    /// <param name="files">PEM files with public keys.</param>
    public static Result<TrustedKeys, DeliveryFailure> Read(IReadOnlyList<string> files)
    {
        var keys = new List<string>();
        foreach (var file in files)
        {
            try
            {
                var pem = File.ReadAllText(file);
                using var key = ECDsa.Create();
                key.ImportFromPem(pem);
                if (IsP256(key))
                {
                    keys.Add(key.ExportSubjectPublicKeyInfoPem());
                    continue;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return DeliveryFailure.WrongUsage($"{file} cannot be read: {error.Message}");
            }
            catch (Exception error) when (error is ArgumentException or CryptographicException)
            {
                // said below
            }

            return DeliveryFailure.WrongUsage($"{file} holds no public key on P-256; `openssl ec -in KEY.pem -pubout` gives one.");
        }

        return keys.Count > 0 ? new TrustedKeys(keys) : DeliveryFailure.WrongUsage("No trusted key is named.");
    }

    /// <summary>Whether one of the keys made a signature.</summary>
    /// <param name="bytes">What was signed.</param>
    /// <param name="signature">The signature, DER.</param>
    public bool Verify(byte[] bytes, byte[] signature)
    {
        foreach (var pem in _keys)
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            if (key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
                return true;
        }

        return false;
    }

    internal static bool IsP256(ECDsa key) => key.ExportParameters(false).Curve.Oid.Value == P256;

    internal static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
}
