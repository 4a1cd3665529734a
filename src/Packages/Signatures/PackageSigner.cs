using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Packages.Loading;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;
using Serverless.Signing;

namespace Serverless.Packages.Signatures;

/// <summary>Signs packages: the signature is a manifest of its own, whose subject is the package's.</summary>
public static class PackageSigner
{
    private static readonly byte[] EmptyConfig = "{}"u8.ToArray();

    /// <summary>Signs a package and puts the signature beside it.</summary>
    /// <param name="registry">Where the package is.</param>
    /// <param name="package">The package.</param>
    /// <param name="key">Who signs.</param>
    /// <param name="expires">From when the signature no longer counts; null for never.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<PackageFailure?> SignAsync(
        IModelRegistry registry,
        PackageManifest package,
        SigningKey key,
        DateTimeOffset? expires,
        CancellationToken cancellationToken
    )
    {
        var bundle = new OciContent(PackageMediaTypes.Bundle, Bundle(package, key, expires));
        var config = new OciContent(PackageMediaTypes.Empty, EmptyConfig);
        foreach (var blob in (OciContent[])[config, bundle])
        {
            Task<Stream> Open(CancellationToken token) => Task.FromResult<Stream>(new MemoryStream(blob.Bytes, writable: false));
            if (await registry.WriteBlobAsync(blob.Descriptor, Open, cancellationToken) is { } failure)
                return failure;
        }

        var manifest = new OciManifest(
            2,
            PackageMediaTypes.Manifest,
            PackageMediaTypes.Bundle,
            config.Descriptor,
            [bundle.Descriptor],
            package.Content.Descriptor
        );
        return await registry.WriteManifestAsync(manifest.ToContent(), null, cancellationToken);
    }

    private static byte[] Bundle(PackageManifest package, SigningKey key, DateTimeOffset? expires)
    {
        var statement = SignatureStatement.Of(package, expires);
        var payload = JsonSerializer.SerializeToUtf8Bytes(statement, SignatureJson.Stored.SignatureStatement);
        var bundle = new SigstoreBundle(
            PackageMediaTypes.Bundle,
            new VerificationMaterial(new PublicKeyHint(HintOf(key))),
            DsseEnvelope.Sign(SignatureStatement.PayloadType, payload, key)
        );
        return JsonSerializer.SerializeToUtf8Bytes(bundle, SignatureJson.Stored.SigstoreBundle);
    }

    /// <summary>Model signing hashes the PEM with a line end after it.</summary>
    private static string HintOf(SigningKey key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key.Public.All[0].Pem + "\n")));
}
