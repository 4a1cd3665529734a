using System.Text.Json.Serialization;
using Serverless.LocalTargets.Revisions;
using Serverless.LocalTargets.State;

namespace Serverless.LocalTargets.Control;

/// <summary>Documents of the control API and of the state's files. A field that is not known is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true,
    Converters = [typeof(RevisionStateConverter)]
)]
[JsonSerializable(typeof(TargetState))]
[JsonSerializable(typeof(TargetAddress))]
[JsonSerializable(typeof(PutRevision))]
[JsonSerializable(typeof(PutTraffic))]
[JsonSerializable(typeof(TargetView))]
[JsonSerializable(typeof(RevisionView))]
[JsonSerializable(typeof(RemovedView))]
[JsonSerializable(typeof(MetricsView))]
[JsonSerializable(typeof(RefusalView))]
internal sealed partial class ControlJson : JsonSerializerContext;

/// <summary>States in lower case.</summary>
internal sealed class RevisionStateConverter() : JsonStringEnumConverter<RevisionState>(System.Text.Json.JsonNamingPolicy.CamelCase);
