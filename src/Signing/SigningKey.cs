using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Signing;

/// <summary>A private key on the curve P-256, from a PEM file.</summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>The setting that names its file.</summary>
    public const string Setting = "CAPTION_SIGNING_KEY";

    private readonly ECDsa _key;

    private SigningKey(ECDsa key) => _key = key;

    /// <summary>SHA-256 of its public part.</summary>
    public string Id => TrustedKeys.IdOf(_key);

    /// <summary>Its public part, which verifies what it signs.</summary>
    public TrustedKeys Public => new([new TrustedKey(Id, _key.ExportSubjectPublicKeyInfoPem(), null)]);

    private const string PemStart = "-----BEGIN ";

    /// <summary>Reads one.</summary>
    /// <param name="file">A file of PEM with a private key (EC or PKCS 8), not encrypted; or that PEM itself, for platforms that give jobs
    /// their secrets as variables alone.</param>
    public static Result<SigningKey, string> Read(string file)
    {
        var isPem = file.StartsWith(PemStart, StringComparison.Ordinal);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(isPem ? file : File.ReadAllText(file));
            if (TrustedKeys.IsP256(key) && key.ExportParameters(true).D is not null)
                return new SigningKey(key);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            return $"{file} cannot be read: {error.Message}";
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            // said below
        }

        key.Dispose();
        var where = isPem ? "The text" : file;
        return $"{where} holds no private key on P-256; `openssl ecparam -name prime256v1 -genkey -noout` makes one.";
    }

    /// <summary>Signs with ECDSA over SHA-256.</summary>
    /// <param name="bytes">What is signed.</param>
    public byte[] Sign(byte[] bytes) => _key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
