using System.Text.Json;
using Serverless.Core;
using Serverless.Packages.Loading;
using Serverless.Signing;

namespace Serverless.Packages.Signatures;

/// <summary>Holds the signatures of a package against trusted keys.</summary>
/// <param name="trusted">The keys; null where none is named.</param>
/// <param name="allowsUnsigned">Whether a package that no trusted key signed is taken.</param>
/// <param name="now">The time.</param>
internal sealed class SignatureCheck(TrustedKeys? trusted, bool allowsUnsigned, DateTimeOffset now)
{
    private const string None = "no trusted key is named (CAPTION_TRUSTED_KEYS, --trusted)";

    /// <param name="package">The package.</param>
    /// <param name="bundles">Its signatures as they are stored.</param>
    /// <returns>Who signed; or the refusal that is nearest to being right.</returns>
    public Result<SignedBy, PackageFailure> Verify(PackageManifest package, IReadOnlyList<byte[]> bundles)
    {
        var failures = new List<PackageFailure>();
        foreach (var bytes in bundles)
        {
            if (VerifyOne(package, bytes).TryGet(out var signer, out var failure))
                return signer;
            failures.Add(failure);
        }

        if (failures.FirstOrDefault(failure => failure.Rule != "key_unknown") is { } wrong)
            return wrong;
        if (allowsUnsigned)
            return new SignedBy(null);
        return failures is [var unknown, ..] ? unknown : PackageFailure.Refused("unsigned", $"The package is not signed{NoKeys()}.");
    }

    /// <summary>The ids of keys that a signature says it is from.</summary>
    public static IEnumerable<string> SignersOf(byte[] bundle) =>
        Read(bundle)?.DsseEnvelope.Signatures.Select(signature => signature.Keyid) ?? [];

    private string NoKeys() => trusted is null ? ", and " + None : "";

    private Result<SignedBy, PackageFailure> VerifyOne(PackageManifest package, byte[] bytes)
    {
        if (Read(bytes) is not { } bundle)
            return PackageFailure.Refused("signature", "A signature is no Sigstore bundle.");
        var ids = string.Join(", ", bundle.DsseEnvelope.Signatures.Select(one => Short(one.Keyid)));
        if (trusted is null)
            return PackageFailure.Refused("key_unknown", $"It is signed by {ids}, and {None}.");
        if (bundle.DsseEnvelope.Open(SignatureStatement.PayloadType, trusted) is not { } opened)
        {
            return bundle.DsseEnvelope.Signatures.Any(one => trusted.All.Any(key => key.Id == one.Keyid))
                ? PackageFailure.Refused("signature", $"The signature by {ids} does not hold: what was signed was changed.")
                : PackageFailure.Refused("key_unknown", $"It is signed by {ids}, which is no trusted key.");
        }

        if (opened.Signer.IsExpired(now))
            return PackageFailure.Refused("key_expired", $"The key {Short(opened.Signer.Id)} expired at {opened.Signer.Expires:u}.");
        return CheckStatement(package, opened.Payload) is { } wrong ? wrong : new SignedBy(opened.Signer.Id);
    }

    private static string Short(string id) => id.Length > 16 ? id[..16] : id;

    private static SigstoreBundle? Read(byte[] bytes)
    {
        try
        {
            var bundle = JsonSerializer.Deserialize(bytes, SignatureJson.Stored.SigstoreBundle);
            return bundle?.DsseEnvelope?.Signatures is null ? null : bundle;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private PackageFailure? CheckStatement(PackageManifest package, byte[] payload)
    {
        SignatureStatement? statement;
        try
        {
            statement = JsonSerializer.Deserialize(payload, SignatureJson.Stored.SignatureStatement);
        }
        catch (JsonException)
        {
            statement = null;
        }

        if (statement is not { PredicateType: SignatureStatement.ModelSigning, Predicate.Resources: { } files })
            return PackageFailure.Refused("signature", "What is signed is no statement of model signing.");
        if (statement.Predicate.Claim is { } claim)
        {
            if (claim.Expires <= now)
                return PackageFailure.Refused("key_expired", $"The signature counts until {claim.Expires:u}.");
            if (claim.Manifest != package.Digest)
                return PackageFailure.Refused("signature", $"It is the signature of another manifest, {claim.Manifest}.");
        }

        return CheckFiles(package, files);
    }

    private static PackageFailure? CheckFiles(PackageManifest package, IReadOnlyList<SignedFile> files)
    {
        var signed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (file.Algorithm != "sha256" || !signed.TryAdd(file.Name, "sha256:" + file.Digest))
                return PackageFailure.Refused("signature", "It is signed twice, or with another digest than SHA-256.", file.Name);
        }

        foreach (var entry in package.Entries)
        {
            if (!signed.Remove(entry.Path, out var digest))
                return PackageFailure.Refused("name_extra", "It is in the package, and nobody signed it.", entry.Path);
            if (digest != entry.Blob.Digest)
                return PackageFailure.Refused("signature", "The signature is over other content.", entry.Path);
        }

        return signed.Keys.FirstOrDefault() is { } missing
            ? PackageFailure.Refused("name_missing", "It was signed, and is not in the package.", missing)
            : null;
    }
}

/// <summary>Who signed a package.</summary>
/// <param name="KeyId">The key; null where none that is trusted did.</param>
internal sealed record SignedBy(string? KeyId);
