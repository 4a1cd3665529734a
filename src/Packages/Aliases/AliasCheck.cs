using System.Text.Json;
using Serverless.Core;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;
using Serverless.Packages.Signatures;

namespace Serverless.Packages.Aliases;

/// <summary>Opens entries of aliases: their signature, and that they say what they stand for.</summary>
/// <param name="keys">What is trusted.</param>
/// <param name="now">The time.</param>
internal sealed class AliasCheck(AliasKeys keys, DateTimeOffset now)
{
    public Result<AliasEntry, PackageFailure> Open(StoredAlias stored, string alias)
    {
        var file = AliasBook.FileOf(alias);
        var (envelope, trusted) = (stored.Envelope, keys.Trusted);
        if (trusted is null || envelope.Signatures.Count == 0)
        {
            if (keys.AllowsUnsigned)
                return Read(DecodeOrNull(envelope.Payload), stored, alias);
            return trusted is null
                ? PackageFailure.Refused("key_unknown", "No trusted key is named (CAPTION_TRUSTED_KEYS, --trusted).", file)
                : PackageFailure.Refused("unsigned", "The entry is not signed.", file);
        }

        if (envelope.Open(AliasBook.PayloadType, trusted) is not { } opened)
        {
            return envelope.Signatures.Any(one => trusted.All.Any(key => key.Id == one.Keyid))
                ? PackageFailure.Refused("signature", "The signature of the entry does not hold.", file)
                : PackageFailure.Refused("key_unknown", "The entry is signed by a key that is not trusted.", file);
        }

        return opened.Signer.IsExpired(now)
            ? PackageFailure.Refused("key_expired", $"The key that signed the entry expired at {opened.Signer.Expires:u}.", file)
            : Read(opened.Payload, stored, alias);
    }

    private static Result<AliasEntry, PackageFailure> Read(byte[]? payload, StoredAlias stored, string alias)
    {
        var file = AliasBook.FileOf(alias);
        try
        {
            var entry = payload is null ? null : JsonSerializer.Deserialize(payload, SignatureJson.Stored.AliasEntry);
            return entry is not null && entry.Alias == alias && entry.Number == stored.Number && OciDigest.IsValid(entry.Digest)
                ? entry
                : PackageFailure.Refused("alias", "The entry is not the one that its name says.", file);
        }
        catch (JsonException error)
        {
            return PackageFailure.Refused("alias", "The entry cannot be read: " + error.Message.ReplaceLineEndings(" "), file);
        }
    }

    private static byte[]? DecodeOrNull(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : null;
    }
}
