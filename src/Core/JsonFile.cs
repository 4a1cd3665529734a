using System.Text.Json;

namespace Serverless.Core;

/// <summary>Reads the JSON files of a model folder, and says how those are written that a command makes.</summary>
internal static class JsonFile
{
    /// <summary>Indented, for people read them too. A serializer's context takes options of its own, so they are new each time.</summary>
    public static JsonSerializerOptions Written() =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = true,
            NewLine = "\n",
        };

    /// <exception cref="InvalidDataException">The file is missing or no JSON; the message names it.</exception>
    public static JsonDocument Open(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is no JSON: {error.Message}", error);
        }
    }

    public static bool GetBoolean(JsonElement element, string name, bool defaultValue = false) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : defaultValue;

    public static string? GetString(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A token written as a string, or as an object with its content.</summary>
    public static string? GetTokenString(JsonElement element, string name) =>
        GetString(element, name)
        ?? (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? GetString(value, "content") : null);

    /// <summary>Null too where it is no integer of 32 bits.</summary>
    public static int? GetInt32(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    public static double? GetDouble(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
