using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Ledger.Leases;

namespace Serverless.Ledger;

/// <summary>
/// The documents of the ledger, and leases. Written without blanks, properties in the order in which they are declared and absent ones
/// left out, so that the same document always has the same bytes; a property that is not known is an error.
/// </summary>
[JsonSerializable(typeof(LedgerEntry))]
[JsonSerializable(typeof(LedgerHead))]
[JsonSerializable(typeof(LeaseDocument))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    /// <summary>As documents are stored: readable words, not escapes.</summary>
    public static LedgerJson Stored { get; } =
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
