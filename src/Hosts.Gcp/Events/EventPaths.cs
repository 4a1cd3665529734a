namespace Serverless.Hosts.Gcp.Events;

/// <summary>
/// Eventarc and Pub/Sub push post to <c>/</c> or wherever the trigger says (Functions Framework contract); every such path leads to the
/// route for events. Cloud Run has checked the pusher's token against roles/run.invoker; a public service asks for it itself
/// (CAPTION_EVENTS_ISSUER).
/// </summary>
/// <param name="signature">What the function is deployed as.</param>
internal sealed class EventPaths(FunctionSignature signature)
{
    private const string Route = "/v1/events",
        CloudEventMedia = "application/cloudevents";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsPost(context.Request.Method) && IsEvent(context.Request))
            context.Request.Path = Route;
        return next(context);
    }

    private bool IsEvent(HttpRequest request) =>
        signature switch
        {
            FunctionSignature.Event => !request.Path.StartsWithSegments("/health", StringComparison.Ordinal),
            FunctionSignature.Both => request.Path == "/" || request.Headers.ContainsKey("ce-id") || IsCloudEvent(request),
            _ => false,
        };

    private static bool IsCloudEvent(HttpRequest request) =>
        request.ContentType?.StartsWith(CloudEventMedia, StringComparison.OrdinalIgnoreCase) == true;
}
