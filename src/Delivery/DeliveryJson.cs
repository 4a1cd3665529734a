using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Delivery.Releases;
using Serverless.Delivery.Rollouts;

namespace Serverless.Delivery;

/// <summary>
/// The documents of the delivery store. Written without blanks, properties in the order in which they are declared and absent ones left
/// out, so that the same document always has the same bytes; a property that is not known is an error.
/// </summary>
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(InTotoStatement))]
[JsonSerializable(typeof(RolloutPolicy))]
internal sealed partial class DeliveryJson : JsonSerializerContext
{
    /// <summary>As documents are stored: readable words, not escapes.</summary>
    public static DeliveryJson Stored { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
                RespectNullableAnnotations = true,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
