using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Results;

namespace Serverless.Delivery.Migration;

/// <summary>
/// Rewrites stored documents for another store: addresses are the new ones, and the picture's version, which no other store has, becomes
/// the digest of its bytes. Everything else stays as it stands, fields of later versions of the program and words that a person typed
/// among it. The same document gives the same bytes each time.
/// </summary>
/// <param name="map">Folders and where they go.</param>
internal sealed class Documents(AddressMap map)
{
    private static readonly JsonSerializerOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>What differs between equal documents of two stores.</summary>
    private static readonly string[] OfTheStore = ["source", "version", "order", "schemaVersion", "sameAs", "result", "run"];

    /// <summary>Reads a document.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>Null where it is no JSON object: damaged, or none of ours.</returns>
    public static JsonObject? Read(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes) as JsonObject;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The result inside a document: itself, or a pointer's latest.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="document">The document.</param>
    public static JsonObject? ResultIn(ObjectKind kind, JsonObject document) =>
        kind switch
        {
            ObjectKind.Pointer => document["latest"] as JsonObject,
            ObjectKind.Result => document,
            _ => null,
        };

    /// <summary>A text field.</summary>
    /// <param name="document">Where.</param>
    /// <param name="path">Names, from the outside in.</param>
    /// <returns>Null where there is none.</returns>
    public static string? TextOf(JsonObject? document, params ReadOnlySpan<string> path)
    {
        JsonNode? node = document;
        foreach (var name in path)
            node = (node as JsonObject)?[name];
        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    /// <summary>Rewrites a document.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="document">The document; it is changed.</param>
    /// <param name="content">The version that names the picture's bytes; null where these are not known and the version stays.</param>
    /// <param name="result">For a pointer: the key of its result at the destination.</param>
    public byte[] Rewrite(ObjectKind kind, JsonObject document, string? content, string? result)
    {
        if (kind == ObjectKind.Pointer && result is not null)
            document["result"] = result;
        var target = ResultIn(kind, document) ?? document;
        if (kind != ObjectKind.Tombstone)
            MoveAddresses(target);
        if (content is not null)
            target["version"] = content;
        if (target.ContainsKey("order"))
            target["order"] = null;
        return JsonSerializer.SerializeToUtf8Bytes(document, Writing);
    }

    /// <summary>Whether two documents say the same about the same picture, each in its own store's terms.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="one">The one.</param>
    /// <param name="other">The other.</param>
    public static bool SaySame(ObjectKind kind, byte[] one, byte[] other)
    {
        if (kind is ObjectKind.Picture or ObjectKind.Review || Read(one) is not { } first || Read(other) is not { } second)
            return false;
        return JsonNode.DeepEquals(Bare(kind, first), Bare(kind, second));
    }

    private static JsonObject Bare(ObjectKind kind, JsonObject document)
    {
        var target = ResultIn(kind, document) ?? document;
        foreach (var name in OfTheStore)
        {
            target.Remove(name);
            document.Remove(name);
        }

        return document;
    }

    private void MoveAddresses(JsonObject target)
    {
        var schema = target["schemaVersion"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 1;
        foreach (var name in (string[])["source", "sameAs"])
        {
            if (TextOf(target, name) is { } text && StoredSource.AddressOf(text, schema) is { } address)
                target[name] = (map.Map(address) ?? address).ToString();
        }

        if (target.ContainsKey("source"))
            target["schemaVersion"] = Math.Max(schema, StoredSource.SchemaVersion);
    }
}
