using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Packages.Gate;

/// <summary>What a model answered when it was packed: <c>golden/golden.json</c>, beside the pictures and their tensors.</summary>
/// <param name="SchemaVersion">The format.</param>
/// <param name="Tolerance">How far an answer may be off elsewhere.</param>
/// <param name="Pictures">The answers.</param>
internal sealed record GoldenSet(int SchemaVersion, GoldenTolerance Tolerance, IReadOnlyList<GoldenVector> Pictures);

/// <summary>How far answers may be off: processors round differently.</summary>
/// <param name="Tensor">Mean absolute difference of a tensor's values, in the unit of the tensor.</param>
/// <param name="Score">Absolute difference of a quality score.</param>
/// <param name="Captions">Least share of captions that must be the same.</param>
internal sealed record GoldenTolerance(double Tensor = 0.02, double Score = 0.05, double Captions = 0.75);

/// <summary>One answer.</summary>
/// <param name="Picture">The picture's file in <c>golden</c>.</param>
/// <param name="Sentence">The captioner's likeliest sentence.</param>
/// <param name="Caption">The text that is given for it, at no threshold; null where there is none.</param>
/// <param name="Score">Its quality; null where none was scored.</param>
/// <param name="Tensor">The file in <c>golden</c> with what the captioner took; null where none was recorded.</param>
internal sealed record GoldenVector(string Picture, string Sentence, string? Caption, double? Score, string? Tensor = null);

/// <summary>Reads and writes golden vectors.</summary>
[JsonSerializable(typeof(GoldenSet))]
internal sealed partial class GoldenJson : JsonSerializerContext
{
    /// <summary>Indented: people compare it.</summary>
    public static GoldenJson Stored { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                RespectNullableAnnotations = true,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                WriteIndented = true,
                NewLine = "\n",
            }
        );
}
