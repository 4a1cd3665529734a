using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Packages.Signatures;

/// <summary>Signatures. Written without blanks; what is not known in those of other tools is passed over.</summary>
[JsonSerializable(typeof(SigstoreBundle))]
[JsonSerializable(typeof(SignatureStatement))]
[JsonSerializable(typeof(Aliases.AliasEntry))]
internal sealed partial class SignatureJson : JsonSerializerContext
{
    /// <summary>As documents are stored.</summary>
    public static SignatureJson Stored { get; } =
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
