using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Packages.Oci;

/// <summary>
/// Documents of registries. Written without blanks, properties in the order in which they are declared and absent ones left out, so that
/// the same document always has the same bytes; what is not known in those of others is passed over.
/// </summary>
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(OciLayoutFile))]
[JsonSerializable(typeof(ModelConfig))]
[JsonSerializable(typeof(FileMetadata))]
public sealed partial class OciJson : JsonSerializerContext
{
    /// <summary>As documents are stored.</summary>
    public static OciJson Stored { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                RespectNullableAnnotations = true,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
