using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Serverless.Settings;

namespace Serverless.Api.Endpoints;

/// <summary>What every answer carries, also those of the framework: set last, as the answer starts.</summary>
/// <param name="settings">Whether pages of other origins may ask.</param>
internal sealed class ResponseHeaders(IOptions<CaptionSettings> settings)
{
    private readonly bool _variesByOrigin = settings.Value.Access.AllowedOrigins.Count > 0;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(Complete, context);
        return next(context);
    }

    private Task Complete(object state)
    {
        var context = (HttpContext)state;
        var (headers, status) = (context.Response.Headers, context.Response.StatusCode);
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.Remove("Pragma"); // the exception handler's, as is Expires
        headers.Remove("Expires");
        var isOptions = HttpMethods.IsOptions(context.Request.Method);
        if (isOptions && status == StatusCodes.Status204NoContent && RouteMethod.Of(context) is { } method)
            headers.Allow = $"{method}, OPTIONS";
        if (_variesByOrigin && (!isOptions || status == StatusCodes.Status204NoContent))
            headers.Vary = "Origin";
        return Task.CompletedTask;
    }
}
