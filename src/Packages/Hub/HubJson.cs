using System.Text.Json.Serialization;

namespace Serverless.Packages.Hub;

/// <summary>The hub's answer to <c>GET /api/models/ID/revision/REVISION?blobs=true</c>; the rest of it is not read.</summary>
internal sealed record HubAnswer(string? Sha, IReadOnlyList<HubSibling>? Siblings);

/// <summary>A file of it.</summary>
internal sealed record HubSibling([property: JsonPropertyName("rfilename")] string? Name, long? Size, string? BlobId, HubLargeFile? Lfs);

/// <summary>A large file of it.</summary>
internal sealed record HubLargeFile(string? Sha256, long? Size);

/// <summary>What was fetched of a commit in one precision, so that a cache can tell a whole snapshot from half of one.</summary>
internal sealed record HubMarker(string Commit, IReadOnlyDictionary<string, long> Files);

/// <summary>Generated reading and writing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HubAnswer))]
[JsonSerializable(typeof(HubMarker))]
internal sealed partial class HubJson : JsonSerializerContext;
