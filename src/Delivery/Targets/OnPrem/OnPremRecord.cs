using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>What the delivery keeps on a machine: <c>/opt/captions/delivery.json</c>.</summary>
/// <param name="Current">What <c>caption.service</c> runs; null for what was installed by hand.</param>
/// <param name="Beside">What the revision beside it runs; null for none.</param>
/// <param name="Replaces">The revision that <c>caption.service</c> ran before, until its change is done.</param>
/// <param name="Kept">Revisions that do not run and can be started.</param>
internal sealed record OnPremRecord(OnPremRevision? Current, OnPremRevision? Beside, string? Replaces, IReadOnlyList<OnPremRevision> Kept)
{
    public static OnPremRecord None { get; } = new(null, null, null, []);

    public static OnPremRecord Read(string text)
    {
        try
        {
            return text.Length > 0 && JsonNode.Parse(text) is { } node
                ? new OnPremRecord(
                    OnPremRevision.Read(node["current"]),
                    OnPremRevision.Read(node["beside"]),
                    (string?)node["replaces"],
                    node["kept"] is JsonArray kept ? [.. kept.Select(OnPremRevision.Read).OfType<OnPremRevision>()] : []
                )
                : None;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return None; // changed by hand: as if it were not there
        }
    }

    public string ToJson() =>
        new JsonObject
        {
            ["current"] = Current?.ToJson(),
            ["beside"] = Beside?.ToJson(),
            ["replaces"] = Replaces,
            ["kept"] = new JsonArray([.. Kept.Select(JsonNode? (one) => one.ToJson())]),
        }.ToJsonString();
}
