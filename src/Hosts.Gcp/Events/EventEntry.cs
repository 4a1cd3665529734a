using System.Text.Json;

namespace Serverless.Hosts.Gcp.Events;

/// <summary>Where events come in (Functions Framework contract, CloudEvents HTTP binding 1.0, both content modes). What they say of uploads is not handled by this version.</summary>
internal sealed class EventEntry(FunctionSignature signature)
{
    private const int MostBytes = 1 << 20;

    public async ValueTask<bool> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var isEvent = signature == FunctionSignature.Event
            ? !request.Path.StartsWithSegments("/health") && HttpMethods.IsPost(request.Method)
            : signature == FunctionSignature.Both && HttpMethods.IsPost(request.Method) && (request.Headers.ContainsKey("ce-id") || IsStructured(request));
        if (!isEvent) return false;
        var isWhole = request.Headers.ContainsKey("ce-id") ? IsBinaryWhole(request) : IsStructured(request) && await IsStructuredWholeAsync(request, context.RequestAborted);
        context.Response.StatusCode = isWhole ? StatusCodes.Status500InternalServerError : StatusCodes.Status400BadRequest;
        await context.Response.WriteAsync(isWhole ? "Upload events are not handled by this version." : "This is no CloudEvent.", context.RequestAborted);
        return true;
    }

    private static bool IsStructured(HttpRequest request) => request.ContentType?.StartsWith("application/cloudevents+json", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsBinaryWhole(HttpRequest request) => Array.TrueForAll(["ce-id", "ce-source", "ce-type", "ce-specversion"], name => request.Headers[name].ToString().Length > 0) && request.Headers["ce-specversion"] == "1.0";

    private static async Task<bool> IsStructuredWholeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBytes) return false;
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, default, cancellationToken);
            return document.RootElement.ValueKind == JsonValueKind.Object && Array.TrueForAll(["id", "source", "type", "specversion"], name => document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
