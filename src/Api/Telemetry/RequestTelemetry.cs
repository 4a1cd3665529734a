using System.Diagnostics;
using System.Diagnostics.Metrics;
using Serverless.Api.Wire;

namespace Serverless.Api.Telemetry;

/// <summary>A span and measurements for each request, under OpenTelemetry's names for HTTP servers (semantic conventions 1.36); costs next to nothing while nobody listens.</summary>
internal static class RequestTelemetry
{
    /// <summary>Of both the spans and the measurements.</summary>
    public const string SourceName = "Serverless.Caption";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly Meter Meter = new(SourceName);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "http.server.request.duration",
        "s",
        "Time to answer a request."
    );
    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>("caption.verdicts", "{caption}", "Captions by verdict.");

    private const string Other = "_OTHER";

    /// <summary>The methods that may stand in tags (semantic conventions for HTTP): a sender may write any word.</summary>
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    /// <summary>A method as tags and log lines may have it.</summary>
    /// <param name="method">As it was sent.</param>
    public static string MethodOf(string method) => Methods.Contains(method) ? method : Other;

    /// <param name="request">Its <c>traceparent</c> or <c>X-Amzn-Trace-Id</c> becomes the parent.</param>
    /// <param name="route">One of the paths there are, or "-".</param>
    public static Activity? Start(WireRequest request, string route)
    {
        var method = MethodOf(request.Method);
        var activity = Source.StartActivity(
            $"{(method == Other ? "HTTP" : method)} {route}",
            ActivityKind.Server,
            TraceParent.Of(request)
        );
        activity
            ?.SetTag("http.request.method", method)
            .SetTag("http.route", route)
            .SetTag("http.request.body.size", RequestBody.AnnouncedOf(request) ?? request.Body.Length);
        return activity;
    }

    public static void End(Activity? activity, WireRequest request, string route, WireAnswer answer, TimeSpan elapsed)
    {
        var method = MethodOf(request.Method);
        Duration.Record(
            elapsed.TotalSeconds,
            new("http.request.method", method),
            new("http.route", route),
            new("http.response.status_code", answer.Status)
        );
        if (answer.Verdict is { } verdict)
            Verdicts.Add(1, new KeyValuePair<string, object?>("verdict", verdict));
        activity?.SetTag("http.response.status_code", answer.Status).SetTag("caption.verdict", answer.Verdict);
        if (answer.Status >= 500)
            activity?.SetStatus(ActivityStatusCode.Error);
        activity?.Dispose();
    }
}
