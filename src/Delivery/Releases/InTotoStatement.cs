using System.Text.Json.Serialization;

namespace Serverless.Delivery.Releases;

/// <summary>
/// What a signature says: these packages are this release. An in-toto statement v1 (https://in-toto.io/Statement/v1) with the release
/// predicate (https://in-toto.io/attestation/release/v0.1).
/// </summary>
/// <param name="Type">The type of the statement.</param>
/// <param name="Subject">Every package by digest.</param>
/// <param name="PredicateType">What is said about them.</param>
/// <param name="Predicate">The release.</param>
internal sealed record InTotoStatement(
    [property: JsonPropertyName("_type")] string Type,
    IReadOnlyList<StatementSubject> Subject,
    string PredicateType,
    ReleasePredicate Predicate
)
{
    /// <summary>The media type in the envelope.</summary>
    public const string PayloadType = "application/vnd.in-toto+json";

    /// <summary>The statement about a release.</summary>
    /// <param name="release">The release.</param>
    /// <param name="sha256">The digest of its release.json.</param>
    public static InTotoStatement Of(Release release, string sha256) =>
        new(
            "https://in-toto.io/Statement/v1",
            [.. release.Packages.Select(package => new StatementSubject(package.File, new SubjectDigest(package.Sha256)))],
            "https://in-toto.io/attestation/release/v0.1",
            new ReleasePredicate($"pkg:generic/captions@{release.Version}", "sha256:" + sha256)
        );

    /// <summary>Whether it says the same as another one.</summary>
    public bool IsAbout(InTotoStatement other) =>
        Type == other.Type && PredicateType == other.PredicateType && Predicate == other.Predicate && Subject.SequenceEqual(other.Subject);
}

/// <summary>A file by content.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Digest">Its digest.</param>
internal sealed record StatementSubject(string Name, SubjectDigest Digest);

/// <summary>A digest.</summary>
/// <param name="Sha256">In hexadecimal.</param>
internal sealed record SubjectDigest(string Sha256);

/// <summary>The release a package belongs to.</summary>
/// <param name="Purl">Its package URL.</param>
/// <param name="ReleaseId">sha256: and the digest of its release.json.</param>
internal sealed record ReleasePredicate(string Purl, string ReleaseId);
