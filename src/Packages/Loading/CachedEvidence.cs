using System.Text.Json.Serialization;

namespace Serverless.Packages.Loading;

/// <summary>What verifies a cached package again.</summary>
/// <param name="Digest">The digest of its manifest.</param>
/// <param name="Manifest">The manifest's bytes.</param>
/// <param name="Signatures">The signatures as they are stored.</param>
internal sealed record CachedEvidence(string Digest, byte[] Manifest, IReadOnlyList<byte[]> Signatures);

/// <summary>What a tag or alias meant.</summary>
/// <param name="Registry">The registry's address.</param>
/// <param name="Reference">The tag or alias.</param>
/// <param name="Digest">The digest of a manifest.</param>
internal sealed record CachedReference(string Registry, string Reference, string Digest);

/// <summary>Documents of the cache.</summary>
[JsonSerializable(typeof(CachedEvidence))]
[JsonSerializable(typeof(CachedReference))]
[JsonSerializable(typeof(Aliases.KnownAlias))]
internal sealed partial class LoadingJson : JsonSerializerContext;
