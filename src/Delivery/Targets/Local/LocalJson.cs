using System.Text.Json.Serialization;

namespace Serverless.Delivery.Targets.Local;

/// <summary>Documents of the control API of local targets, as far as they are read here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(LocalState))]
[JsonSerializable(typeof(LocalMetrics))]
[JsonSerializable(typeof(LocalAddress))]
[JsonSerializable(typeof(LocalRevisionRequest))]
[JsonSerializable(typeof(LocalTraffic))]
internal sealed partial class LocalJson : JsonSerializerContext;

/// <summary>Where a local target listens: <c>target.json</c>.</summary>
internal sealed record LocalAddress(int Pid, string Target, string Environment, string ControlUrl, string CaptionUrl);

/// <summary>What runs.</summary>
internal sealed record LocalState(IReadOnlyList<LocalRevision> Revisions);

/// <summary>A revision.</summary>
internal sealed record LocalRevision(
    string Id,
    string Version,
    string State,
    int Weight,
    string? Reason,
    string? PackageSha256,
    string? SettingsSha256
);

/// <summary>What a revision is to be.</summary>
internal sealed record LocalRevisionRequest(
    string Version,
    string Package,
    string Sha256,
    IReadOnlyDictionary<string, string> Environment
);

/// <summary>Who gets how much.</summary>
internal sealed record LocalTraffic(IReadOnlyDictionary<string, int> Weights);

/// <summary>What revisions answered.</summary>
internal sealed record LocalMetrics(IReadOnlyDictionary<string, LocalFigures> Revisions);

/// <summary>What one answered.</summary>
internal sealed record LocalFigures(long Requests, long Errors, long Throttled, long Captioned, long Refused, LocalLatency? LatencyMs);

/// <summary>Latency in milliseconds.</summary>
internal sealed record LocalLatency(double? P95);
