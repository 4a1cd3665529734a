using System.Text.Json;
using Serverless.Api.Requests;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Api.InferenceProtocol;

/// <summary>Parameters of an inference: our options under their own names; unknown ones are refused.</summary>
public static class InferenceParameters
{
    /// <summary>Reads them.</summary>
    /// <param name="parameters">Names with a text, a number, true or false, or null.</param>
    public static Result<CaptionOptions, CaptionFailure> Read(IEnumerable<(string Name, object? Value)> parameters)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in parameters)
                Write(writer, name, value);
            writer.WriteEndObject();
        }

        using var json = JsonDocument.Parse(buffer.ToArray());
        return JsonFields.ReadOptions(json.RootElement, "parameters");
    }

    private static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        writer.WritePropertyName(name);
        switch (value)
        {
            case JsonElement json:
                json.WriteTo(writer);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
