using Microsoft.AspNetCore.Http;
using Serverless.Api.Peers;
using Serverless.Api.Telemetry;

namespace Serverless.Api.Endpoints;

/// <summary>Another host's document as the answer, byte for byte.</summary>
/// <param name="answer">An answer with a document.</param>
internal sealed class HandedOnDocument(HandedOn answer) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (note, document) = (RequestNote.Of(httpContext), answer.Document!);
        note.Text = $"{document.Id} {document.Verdict} handed on {document.Model.Name} {document.Model.Version}";
        note.Verdict = document.Verdict;
        httpContext.Response.ContentType = "application/json";
        httpContext.Response.ContentLength = answer.Body!.Length;
        return httpContext.Response.Body.WriteAsync(answer.Body, httpContext.RequestAborted).AsTask();
    }
}
