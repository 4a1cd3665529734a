using System.Text.Json.Serialization;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Registries;

/// <summary>One page of tags.</summary>
internal sealed record TagPage(IReadOnlyList<string>? Tags);

/// <summary>A list of manifests: the answer about referrers, and the index that stands for it under a tag.</summary>
internal sealed record ReferrerIndex(int SchemaVersion, string? MediaType, IReadOnlyList<OciDescriptor>? Manifests);

/// <summary>What of a manifest a registry looks at.</summary>
internal sealed record ManifestHead(
    string? ArtifactType,
    OciDescriptor? Config,
    OciDescriptor? Subject,
    IReadOnlyDictionary<string, string>? Annotations,
    IReadOnlyList<OciDescriptor>? Layers
);

/// <summary>A manifest of a step of an alias.</summary>
internal sealed record AliasManifest(
    int SchemaVersion,
    string MediaType,
    string ArtifactType,
    OciDescriptor Config,
    IReadOnlyList<OciDescriptor> Layers
);

/// <summary>What the place of tokens answers.</summary>
internal sealed record RegistryToken(
    string? Token,
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] double? ExpiresIn
);

/// <summary>Errors as registries write them.</summary>
internal sealed record RegistryErrors(IReadOnlyList<RegistryError>? Errors);

/// <summary>An error.</summary>
internal sealed record RegistryError(string? Code);

/// <summary>Docker's <c>config.json</c>.</summary>
internal sealed record DockerConfig(IReadOnlyDictionary<string, DockerAuth>? Auths);

/// <summary>A registry in it.</summary>
internal sealed record DockerAuth(
    string? Auth,
    string? Username,
    string? Password,
    [property: JsonPropertyName("identitytoken")] string? IdentityToken
);

/// <summary>Generated reading and writing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(TagPage))]
[JsonSerializable(typeof(ReferrerIndex))]
[JsonSerializable(typeof(ManifestHead))]
[JsonSerializable(typeof(AliasManifest))]
[JsonSerializable(typeof(RegistryToken))]
[JsonSerializable(typeof(RegistryErrors))]
[JsonSerializable(typeof(DockerConfig))]
internal sealed partial class RegistryJson : JsonSerializerContext;
