using System.Globalization;
using System.Text.Json;

namespace Serverless.Events.Formats;

/// <summary>Reads fields of events leniently: what is missing or of another kind is null.</summary>
internal static class EventFields
{
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element;
    }

    /// <summary>A text; numbers as they are written.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) switch
        {
            { ValueKind: JsonValueKind.String } text => Unicode(text),
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };

    /// <summary>A whole number, also where it is written as a text.</summary>
    public static long? Whole(this JsonElement element, params ReadOnlySpan<string> path) =>
        long.TryParse(element.Text(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Half of a surrogate pair alone names no object.</summary>
    private static string? Unicode(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
