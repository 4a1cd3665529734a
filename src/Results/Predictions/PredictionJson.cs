using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Results.Predictions;

/// <summary>Lines of prediction logs: camelCase, nulls written, non-ASCII as it is.</summary>
[JsonSerializable(typeof(PredictionLine))]
internal sealed partial class PredictionJson : JsonSerializerContext
{
    public static PredictionJson Writer { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
