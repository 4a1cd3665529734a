using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Packages.Contract;

/// <summary>Reads and writes <c>caption.json</c>.</summary>
[JsonSerializable(typeof(CaptionContract))]
internal sealed partial class ContractJson : JsonSerializerContext
{
    /// <summary>Indented, absent properties left out, lines ending with one character on every system.</summary>
    public static ContractJson Stored { get; } =
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
