using System.Buffers;
using System.Text.Json;

namespace Serverless.Api.Telemetry;

/// <summary>
/// Writes one JSON object a line for the clouds' log readers: <c>time</c>, <c>severity</c>, <c>message</c>, and fields. Thread-safe.
/// </summary>
/// <param name="target">Where lines go.</param>
/// <param name="clock">Takes the time.</param>
public sealed class JsonLog(Stream target, TimeProvider clock)
{
    private const int MaxCauses = 8;

    private readonly Lock _lock = new();

    /// <summary>Writes a line.</summary>
    /// <param name="severity">INFO, WARNING, ERROR or CRITICAL.</param>
    /// <param name="message">What happened; never pixels, captions, keys or signed addresses.</param>
    /// <param name="fields">More, in order; text, numbers, exceptions, or null to leave one out.</param>
    public void Write(string severity, string message, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(
                "time",
                clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture)
            );
            writer.WriteString("severity", severity);
            writer.WriteString("message", message);
            foreach (var (name, value) in fields)
                Write(writer, name, value);
            writer.WriteEndObject();
        }

        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
        lock (_lock)
        {
            target.Write(buffer.WrittenSpan);
            target.Flush();
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                return;
            case double number:
                writer.WriteNumber(name, Math.Round(number, 1));
                return;
            case int number:
                writer.WriteNumber(name, number);
                return;
            case long number:
                writer.WriteNumber(name, number);
                return;
            case Exception error:
                Write(writer, name, error);
                return;
            default:
                writer.WriteString(name, value.ToString());
                return;
        }
    }

    /// <summary>Type, message and stack, and the same of what caused it.</summary>
    private static void Write(Utf8JsonWriter writer, string name, Exception error)
    {
        writer.WriteStartObject(name);
        var (current, depth) = (error, 0);
        for (; ; depth++)
        {
            writer.WriteString("type", current.GetType().FullName);
            writer.WriteString("message", current.Message);
            if (current.StackTrace is { } stack)
                writer.WriteString("stack", stack);
            if (current.InnerException is null || depth == MaxCauses)
                break;
            current = current.InnerException;
            writer.WriteStartObject("cause");
        }

        for (; depth > 0; depth--)
            writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
