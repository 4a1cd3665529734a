using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Serverless.Packages.Loading;

namespace Serverless.Packages.Signatures;

/// <summary>
/// What a signature of a package says: an in-toto statement with the predicate of OpenSSF's model signing
/// (https://github.com/sigstore/model-transparency), so that its tools verify the unpacked files too.
/// </summary>
/// <param name="Type">The type of statements.</param>
/// <param name="Subject">The package by name, and a digest over all its files.</param>
/// <param name="PredicateType">The type of the predicate.</param>
/// <param name="Predicate">The files.</param>
public sealed record SignatureStatement(
    [property: JsonPropertyName("_type")] string Type,
    IReadOnlyList<SignedSubject> Subject,
    string PredicateType,
    SignedFiles Predicate
)
{
    /// <summary>The type of statements.</summary>
    public const string StatementType = "https://in-toto.io/Statement/v1";

    /// <summary>The type of the predicate.</summary>
    public const string ModelSigning = "https://model_signing/signature/v1.0";

    /// <summary>The media type of what is signed.</summary>
    public const string PayloadType = "application/vnd.in-toto+json";

    /// <summary>The statement about a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="expires">From when it no longer counts; null for never.</param>
    public static SignatureStatement Of(PackageManifest package, DateTimeOffset? expires)
    {
        var files = package.Entries.Select(entry => new SignedFile(entry.Path, "sha256", Hex(entry))).ToList();
        var root = SHA256.HashData([.. files.SelectMany(file => Convert.FromHexString(file.Digest))]);
        return new SignatureStatement(
            StatementType,
            [new SignedSubject(package.Name ?? "model", new SignedDigest(Convert.ToHexStringLower(root)))],
            ModelSigning,
            new SignedFiles(
                new FileSerialization("files", "sha256", AllowSymlinks: false, []),
                files,
                new PackageClaim(package.Digest, expires)
            )
        );
    }

    private static string Hex(PackageEntry entry) => Oci.OciDigest.Hex(entry.Blob.Digest);
}

/// <summary>What is signed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Digest">Its digest.</param>
public sealed record SignedSubject(string Name, SignedDigest Digest);

/// <summary>A digest.</summary>
/// <param name="Sha256">SHA-256 over the digests of all files, in the order of their names.</param>
public sealed record SignedDigest(string Sha256);

/// <summary>The predicate.</summary>
/// <param name="Serialization">How the files were gone through.</param>
/// <param name="Resources">The files, sorted by name.</param>
/// <param name="Claim">What we add; null in statements of others.</param>
public sealed record SignedFiles(
    FileSerialization Serialization,
    IReadOnlyList<SignedFile> Resources,
    [property: JsonPropertyName("org.captions")] PackageClaim? Claim
);

/// <summary>How files were gone through.</summary>
/// <param name="Method"><c>files</c>: each as a whole.</param>
/// <param name="HashType"><c>sha256</c>.</param>
/// <param name="AllowSymlinks">False.</param>
/// <param name="IgnorePaths">None.</param>
public sealed record FileSerialization(
    string Method,
    [property: JsonPropertyName("hash_type")] string HashType,
    [property: JsonPropertyName("allow_symlinks")] bool AllowSymlinks,
    [property: JsonPropertyName("ignore_paths")] IReadOnlyList<string> IgnorePaths
);

/// <summary>A file.</summary>
/// <param name="Name">Its path in the package.</param>
/// <param name="Algorithm"><c>sha256</c>.</param>
/// <param name="Digest">In hexadecimal.</param>
public sealed record SignedFile(string Name, string Algorithm, string Digest);

/// <summary>What model signing has no place for.</summary>
/// <param name="Manifest">The digest of the package's manifest.</param>
/// <param name="Expires">From when the signature no longer counts; null for never.</param>
public sealed record PackageClaim(string Manifest, DateTimeOffset? Expires = null);
