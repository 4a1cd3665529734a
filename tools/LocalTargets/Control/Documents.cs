using Serverless.LocalTargets.Measures;
using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Control;

/// <summary>Body of <c>PUT /revisions/{id}</c>.</summary>
/// <param name="Version">The release's version.</param>
/// <param name="Package">Path of a zip, or of a folder; on targets.</param>
/// <param name="Sha256">Its digest in hexadecimal; on targets.</param>
/// <param name="Url">Where it is reached; at an entry.</param>
/// <param name="Environment">Settings; none by default.</param>
/// <param name="MemoryMb">128 to 1048576; the platform's own by default.</param>
/// <param name="TimeoutSeconds">1 to 3600; 30 by default.</param>
internal sealed record PutRevision(
    string? Version,
    string? Package,
    string? Sha256,
    string? Url,
    Dictionary<string, string>? Environment,
    int? MemoryMb,
    int? TimeoutSeconds
);

/// <summary>Body of <c>PUT /traffic</c>.</summary>
/// <param name="Weights">Percent by revision, 100 in sum.</param>
/// <param name="IfVersion">The version it must still have; any by default.</param>
internal sealed record PutTraffic(Dictionary<string, int>? Weights, long? IfVersion);

/// <summary>Answer of <c>GET /state</c>.</summary>
internal sealed record TargetView(
    string Target,
    string Environment,
    string CaptionUrl,
    IReadOnlyList<RevisionView> Revisions,
    IReadOnlyDictionary<string, int> Traffic,
    long TrafficVersion
);

/// <summary>A revision as callers see it: settings by their digest alone.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">The release's version.</param>
/// <param name="State">How far it is.</param>
/// <param name="Reason">Why it is not ready.</param>
/// <param name="Weight">Its share of traffic in percent.</param>
/// <param name="Pid">Its process, the first of several.</param>
/// <param name="Url">The front, where the header <c>X-Caption-Revision</c> picks it; at an entry its own address.</param>
/// <param name="PackageSha256">Digest of its package.</param>
/// <param name="SettingsSha256">Digest of its settings.</param>
/// <param name="Models">What it has loaded.</param>
/// <param name="InFlight">Requests in work.</param>
/// <param name="CreatedAt">When it was first put.</param>
internal sealed record RevisionView(
    string Id,
    string Version,
    RevisionState State,
    string? Reason,
    int Weight,
    int? Pid,
    string Url,
    string? PackageSha256,
    string SettingsSha256,
    IReadOnlyList<ModelIdentity>? Models,
    int InFlight,
    DateTimeOffset CreatedAt
);

/// <summary>Answer of <c>DELETE /revisions/{id}</c>.</summary>
/// <param name="Id">Its name.</param>
/// <param name="IsKept">It can be started again.</param>
/// <param name="Drained">Every request in work was answered within the limit.</param>
/// <param name="Traffic">Who gets how much now.</param>
/// <param name="TrafficVersion">The version of that.</param>
internal sealed record RemovedView(string Id, bool IsKept, bool Drained, IReadOnlyDictionary<string, int> Traffic, long TrafficVersion);

/// <summary>Answer of <c>GET /metrics</c>.</summary>
internal sealed record MetricsView(IReadOnlyDictionary<string, RevisionFigures> Revisions);

/// <summary>Answer to what is not done.</summary>
internal sealed record RefusalView(int Status, string Code, string Detail);
