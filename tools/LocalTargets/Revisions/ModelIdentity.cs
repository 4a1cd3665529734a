namespace Serverless.LocalTargets.Revisions;

/// <summary>A model that a revision has loaded, as its <c>GET /v1/model</c> says.</summary>
internal sealed record ModelIdentity(string Name, string Version, string? Digest);
