using System.Text.Json.Serialization;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Storing;

namespace Serverless.Monitoring;

/// <summary>Generated reading and writing of what is stored: camelCase, nulls written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TrafficDocument))]
[JsonSerializable(typeof(ReferenceDocument))]
internal sealed partial class MonitoringJson : JsonSerializerContext;
