using System.Globalization;
using System.Text.Json;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>Reads the JSON objects <c>context</c> and <c>options</c>; unknown names and wrong types are refused by name.</summary>
internal static class JsonFields
{
    /// <param name="json">The object.</param>
    /// <param name="field">What failures call it.</param>
    public static Result<CaptionOptions, CaptionFailure> ReadOptions(JsonElement json, string field = "options")
    {
        if (ErrorOf(json, field, OptionNames.Options) is { } error)
            return error;
        try
        {
            return new CaptionOptions
            {
                Detail = Text(json, "detail"),
                Language = Text(json, "language"),
                Beams = ReadInt32(json, "beams"),
                Alternatives = ReadInt32(json, "alternatives"),
                MaxCharacters = ReadInt32(json, "maxCharacters"),
                MinQuality = ReadDouble(json, "minQuality"),
                Explain = ReadBoolean(json, "explain"),
            };
        }
        catch (WrongTypeException wrong)
        {
            return wrong.Failure(field);
        }
    }

    public static Result<CaptionContext, CaptionFailure> ReadContext(JsonElement json)
    {
        if (ErrorOf(json, "context", OptionNames.Context) is { } error)
            return error;
        try
        {
            var role = Text(json, "role") ?? "unknown";
            if (
                !Enum.TryParse<ImageRole>(role, ignoreCase: true, out var known) || int.TryParse(role, CultureInfo.InvariantCulture, out _)
            )
            {
                return new CaptionFailure(
                    FailureReason.OptionNotSupported,
                    "context.role must be informative, functional, decorative, complex or unknown.",
                    "context.role"
                );
            }

            return new CaptionContext
            {
                Role = known,
                LinkTarget = Text(json, "linkTarget"),
                NearbyText = Text(json, "nearbyText"),
                ExistingAlt = Text(json, "existingAlt"),
                FileName = Text(json, "fileName"),
            };
        }
        catch (WrongTypeException wrong)
        {
            return wrong.Failure("context");
        }
    }

    private static CaptionFailure? ErrorOf(JsonElement json, string field, string[] known)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return new CaptionFailure(FailureReason.MalformedRequest, $"{field} must be a JSON object.", field);
        foreach (var property in json.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                return OptionNames.Unknown($"{field}.{property.Name}", known);
        }

        return null;
    }

    private static string? Text(JsonElement json, string name) => Read(json, name, JsonValueKind.String, value => value.GetString());

    private static int? ReadInt32(JsonElement json, string name) =>
        Read<int?>(
            json,
            name,
            JsonValueKind.Number,
            value => value.TryGetInt32(out var number) ? number : throw new WrongTypeException(name, "a whole number")
        );

    private static double? ReadDouble(JsonElement json, string name) =>
        Read<double?>(json, name, JsonValueKind.Number, value => value.GetDouble());

    private static bool? ReadBoolean(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new WrongTypeException(name, "true or false");
    }

    private static T? Read<T>(JsonElement json, string name, JsonValueKind kind, Func<JsonElement, T> read)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return default;
        return value.ValueKind == kind
            ? read(value)
            : throw new WrongTypeException(name, kind == JsonValueKind.String ? "a text" : "a number");
    }

    private sealed class WrongTypeException(string name, string wanted) : Exception
    {
        public CaptionFailure Failure(string field) =>
            new(FailureReason.MalformedRequest, $"{field}.{name} must be {wanted}.", $"{field}.{name}");
    }
}
