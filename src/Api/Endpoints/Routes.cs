using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Serverless.Api.Endpoints;

/// <summary>The paths there are.</summary>
internal static class Routes
{
    public const string Captions = "/v1/captions",
        Scores = "/v1/scores",
        Uploads = "/v1/uploads",
        Upload = "/v1/uploads/{token}",
        Events = "/v1/events",
        Reviews = "/v1/reviews",
        Traffic = "/v1/reports/traffic",
        Review = "/v1/reviews/{id}",
        Model = "/v1/model",
        Live = "/health/live",
        Ready = "/health/ready",
        Started = "/health/started",
        OpenApi = "/openapi/v1.json",
        Page = "/";

    /// <summary>The methods of what is read.</summary>
    public static readonly string[] Reading = ["GET", "HEAD"];

    /// <summary>What one-time upload addresses start with.</summary>
    public const string UploadStart = "/v1/uploads/";
}

/// <summary>The method of a path that does something: what answers to OPTIONS and to other methods name.</summary>
/// <param name="Name">GET, POST, PUT, or two of them with a comma between.</param>
internal sealed record RouteMethod(string Name)
{
    /// <summary>The method of a request's path; null where there is nothing.</summary>
    public static string? Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RouteMethod>()?.Name;
}

/// <summary>Marks the route of upload events, whose senders may bring a proof of their own.</summary>
internal sealed class EventsMetadata;

/// <summary>Routes answer OPTIONS (RFC 9110, section 9.3.7) besides their own method.</summary>
internal static class OptionsRoutes
{
    /// <param name="routes">Where routes are mapped.</param>
    /// <param name="pattern">A path that was mapped.</param>
    /// <param name="method">Its method.</param>
    public static void MapOptions(this IEndpointRouteBuilder routes, string pattern, string method) =>
        routes.MapMethods(pattern, ["OPTIONS"], Answer).WithMetadata(new RouteMethod(method));

    private static Task Answer(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
