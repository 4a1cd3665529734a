namespace Serverless.Hosts.Gcp.Events;

/// <summary>
/// Where events come in on Google Cloud: Eventarc and Pub/Sub push post to <c>/</c> or wherever the trigger says (Functions Framework contract), and every such path leads to the route for
/// events. Cloud Run has checked the pusher's token against roles/run.invoker; a public service asks for it itself (CAPTION_EVENTS_ISSUER).
/// </summary>
internal sealed class EventEntry(FunctionSignature signature)
{
    private const string Route = "/v1/events";

    public ValueTask<bool> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var isEvent =
            HttpMethods.IsPost(request.Method)
            && signature switch
            {
                FunctionSignature.Event => !request.Path.StartsWithSegments("/health", StringComparison.Ordinal),
                FunctionSignature.Both => request.Path == "/"
                    || request.Headers.ContainsKey("ce-id")
                    || request.ContentType?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) == true,
                _ => false,
            };
        if (isEvent)
            request.Path = Route;
        return new ValueTask<bool>(false);
    }
}
