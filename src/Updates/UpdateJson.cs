using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Updates.Rollouts;

namespace Serverless.Updates;

/// <summary>The documents of rollouts.</summary>
[JsonSerializable(typeof(RolloutDecision))]
[JsonSerializable(typeof(RolloutStart))]
[JsonSerializable(typeof(WindowFigures))]
internal sealed partial class UpdateJson : JsonSerializerContext
{
    public static UpdateJson Stored { get; } =
        new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectNullableAnnotations = true });
}
