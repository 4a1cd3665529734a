using System.Globalization;
using System.Text.Json;

namespace Serverless.Hosts.Azure.Triggers;

/// <summary>A call of a trigger that is not HTTP: the Functions host posts <c>{ Data, Metadata }</c> to <c>/FUNCTION</c>.</summary>
/// <param name="Function">The function's folder.</param>
/// <param name="Data">Input bindings by name, freed of the host's second encoding.</param>
/// <param name="Attempt">How often a queue has handed the message out; null where nobody counts.</param>
internal sealed record TriggerInvocation(string Function, IReadOnlyDictionary<string, JsonElement> Data, int? Attempt)
{
    private const int MostEncodings = 2;

    /// <summary>Reads one.</summary>
    /// <returns>Null where the body is no such envelope.</returns>
    public static TriggerInvocation? Read(string path, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty(nameof(Data), out var data)
                || data.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("Metadata", out var metadata)
            )
                return null;
            int? attempt =
                metadata.ValueKind == JsonValueKind.Object
                && metadata.TryGetProperty("DequeueCount", out var counted)
                && int.TryParse(Unwrap(counted).ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    ? count
                    : null;
            return new TriggerInvocation(
                path.Trim('/'),
                data.EnumerateObject().ToDictionary(binding => binding.Name, binding => Unwrap(binding.Value)),
                attempt
            );
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Text comes as JSON within JSON, at most twice; an object in text is read as one.</summary>
    private static JsonElement Unwrap(JsonElement value)
    {
        for (
            var i = 0;
            i < MostEncodings && value.ValueKind == JsonValueKind.String && value.GetString() is ['"' or '{' or '[', ..] text;
            i++
        )
        {
            try
            {
                using var inner = JsonDocument.Parse(text);
                value = inner.RootElement.Clone();
            }
            catch (JsonException)
            {
                break;
            }
        }

        return value.Clone();
    }
}
