using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Results.Documents;

/// <summary>Generated writing of the documents: camelCase, nulls written, non-ASCII as it is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CaptionDocument))]
[JsonSerializable(typeof(ScoreDocument))]
[JsonSerializable(typeof(ModelCardDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(UploadDocument))]
[JsonSerializable(typeof(ReviewQueueDocument))]
[JsonSerializable(typeof(ReviewItemDocument))]
[JsonSerializable(typeof(ReviewEntryDocument))]
public sealed partial class DocumentJson : JsonSerializerContext
{
    /// <summary>The context to write with. Text is escaped for JSON only; every answer carries nosniff.</summary>
    public static DocumentJson Writer { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
