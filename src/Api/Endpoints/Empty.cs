using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Telemetry;

namespace Serverless.Api.Endpoints;

/// <summary>An answer without a body, whatever its status: what machines send events for.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="note">What the log line says.</param>
internal sealed class Empty(int status, string note) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (httpContext.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        httpContext.Response.StatusCode = status;
        if (status != StatusCodes.Status204NoContent)
            httpContext.Response.ContentLength = 0;
        RequestNote.Of(httpContext).Text = note;
        return Task.CompletedTask;
    }
}
