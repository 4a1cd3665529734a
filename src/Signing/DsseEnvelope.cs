using System.Text;

namespace Serverless.Signing;

/// <summary>A signed payload, as https://github.com/secure-systems-lab/dsse/blob/master/envelope.md has it.</summary>
/// <param name="Payload">Base64 of the payload.</param>
/// <param name="PayloadType">Its media type.</param>
/// <param name="Signatures">One for each key.</param>
public sealed record DsseEnvelope(string Payload, string PayloadType, IReadOnlyList<DsseSignature> Signatures)
{
    /// <summary>
    /// What is signed: <c>DSSEv1</c>, then type and payload, each after its length in bytes, one blank between (protocol.md, "PAE").
    /// </summary>
    /// <param name="type">The media type.</param>
    /// <param name="payload">The payload.</param>
    public static byte[] Encode(string type, byte[] payload)
    {
        var head = FormattableString.Invariant($"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} ");
        return [.. Encoding.UTF8.GetBytes(head), .. payload];
    }

    /// <summary>Signs.</summary>
    /// <param name="type">The media type.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="key">Who signs.</param>
    public static DsseEnvelope Sign(string type, byte[] payload, SigningKey key) =>
        new(Convert.ToBase64String(payload), type, [new DsseSignature(key.Id, Convert.ToBase64String(key.Sign(Encode(type, payload))))]);

    /// <summary>The payload where one of the keys signed it; else null.</summary>
    /// <param name="type">The media type it must have.</param>
    /// <param name="trusted">The keys.</param>
    /// <param name="now">Keys that expired before do not count; null where their time does not matter.</param>
    public OpenedEnvelope? Open(string type, TrustedKeys trusted, DateTimeOffset? now = null)
    {
        if (PayloadType != type || Decode(Payload) is not { } payload)
            return null;
        var signed = Encode(type, payload);
        var signers = Signatures
            .Select(signature => Decode(signature.Sig) is { } bytes ? trusted.FindSigner(signed, bytes) : null)
            .OfType<TrustedKey>();
        return signers.FirstOrDefault(signer => now is not { } time || !signer.IsExpired(time)) is { } key
            ? new OpenedEnvelope(payload, key)
            : null;
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : null;
    }
}

/// <summary>A signature.</summary>
/// <param name="Keyid">A hint at the key: SHA-256 of its public part (SubjectPublicKeyInfo).</param>
/// <param name="Sig">Base64 of the signature: ECDSA over SHA-256, DER (RFC 3279).</param>
public sealed record DsseSignature(string Keyid, string Sig);

/// <summary>What a trusted key signed.</summary>
/// <param name="Payload">The payload.</param>
/// <param name="Signer">Whose signature was found good.</param>
public sealed record OpenedEnvelope(byte[] Payload, TrustedKey Signer);
