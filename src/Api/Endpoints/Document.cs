using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Telemetry;

namespace Serverless.Api.Endpoints;

/// <summary>A document as the answer.</summary>
/// <param name="document">The document.</param>
/// <param name="type">How it is written.</param>
/// <param name="status">HTTP status.</param>
internal sealed class Document<T>(T document, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) : IResult
{
    /// <summary>What the log line says.</summary>
    public string Note { get; init; } = "";

    /// <summary>The verdict, for measurements; null where there is none.</summary>
    public string? Verdict { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var note = RequestNote.Of(httpContext);
        (note.Text, note.Verdict) = (Note, Verdict);
        httpContext.Response.StatusCode = status;
        return httpContext.Response.WriteDocumentAsync(document, type);
    }
}
