using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Delivery.Migration;

/// <summary>Generated reading and writing of what a migration keeps.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(MigrationPlan))]
[JsonSerializable(typeof(JournalSegment))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(StageRecord))]
[JsonSerializable(typeof(MovedSettings))]
internal sealed partial class MigrationJson : JsonSerializerContext
{
    /// <summary>Text unescaped; indented, since people open these files.</summary>
    public static MigrationJson Writer { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                WriteIndented = true,
                RespectNullableAnnotations = true,
                RespectRequiredConstructorParameters = true,
                Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            }
        );
}
