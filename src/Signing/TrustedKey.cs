using System.Globalization;
using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Signing;

/// <summary>A public key on the curve P-256 whose signatures count.</summary>
/// <param name="Id">SHA-256 of its SubjectPublicKeyInfo, in hexadecimal.</param>
/// <param name="Pem">The key.</param>
/// <param name="Expires">From when its signatures no longer count; null for never.</param>
public sealed record TrustedKey(string Id, string Pem, DateTimeOffset? Expires)
{
    private const string ExpiryLabel = "Expires:";

    /// <summary>Reads one.</summary>
    /// <param name="text">
    /// PEM. A line <c>Expires: 2027-01-31</c> (or a full time, UTC by default) may stand before it: text outside of the boundaries is
    /// explanatory (RFC 7468, section 2).
    /// </param>
    /// <returns>The key, or what is wrong.</returns>
    public static Result<TrustedKey, string> Parse(string text)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            return "it holds no public key on P-256; `openssl ec -in KEY.pem -pubout` gives one";
        }

        if (!TrustedKeys.IsP256(key))
            return "it holds no public key on P-256; `openssl ec -in KEY.pem -pubout` gives one";
        if (!ReadExpiry(text).TryGet(out var expiry, out var wrong))
            return wrong;
        return new TrustedKey(TrustedKeys.IdOf(key), key.ExportSubjectPublicKeyInfoPem(), expiry.At);
    }

    /// <summary>Whether a signature is this key's: ECDSA over SHA-256, DER.</summary>
    /// <param name="bytes">What was signed.</param>
    /// <param name="signature">The signature.</param>
    public bool Verify(byte[] bytes, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(Pem);
        return key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether its time is over.</summary>
    /// <param name="now">The time.</param>
    public bool IsExpired(DateTimeOffset now) => Expires <= now;

    private static Result<Expiry, string> ReadExpiry(string text)
    {
        var line = text.Split('\n')
            .TakeWhile(one => !one.StartsWith("-----BEGIN", StringComparison.Ordinal))
            .FirstOrDefault(one => one.StartsWith(ExpiryLabel, StringComparison.OrdinalIgnoreCase));
        if (line is null)
            return new Expiry(null);
        var value = line[ExpiryLabel.Length..].Trim();
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, Utc, out var at)
            ? new Expiry(at)
            : $"its line '{ExpiryLabel}' says '{value}', which is no date such as 2027-01-31";
    }

    private sealed record Expiry(DateTimeOffset? At);
}
