using System.Diagnostics;
using Serverless.Api.Wire;

namespace Serverless.Api.Telemetry;

/// <summary>The span a request comes from: W3C <c>traceparent</c>, else AWS' <c>X-Amzn-Trace-Id</c> (docs.aws.amazon.com/xray, tracing header).</summary>
internal static class TraceParent
{
    private const int TimeDigits = 8,
        UniqueDigits = 24,
        SpanDigits = 16;

    public static ActivityContext Of(WireRequest request)
    {
        if (
            request.Header("traceparent") is { } parent
            && ActivityContext.TryParse(parent, request.Header("tracestate"), isRemote: true, out var context)
        )
            return context;
        return request.Header("X-Amzn-Trace-Id") is { } ray ? FromRay(ray) : default;
    }

    /// <summary><c>Root=1-TIME-UNIQUE;Parent=SPAN;Sampled=1</c>.</summary>
    private static ActivityContext FromRay(string header)
    {
        var parts = header
            .Split(';')
            .Select(part => part.Trim().Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0])
            .ToDictionary(group => group.Key, group => group.First()[1]);
        if (
            !parts.TryGetValue("Root", out var root)
            || root.Split('-') is not ["1", { Length: TimeDigits } time, { Length: UniqueDigits } unique]
        )
            return default;
        if (
            !parts.TryGetValue("Parent", out var span)
            || span.Length != SpanDigits
            || !(time + unique + span).All(char.IsAsciiHexDigitLower)
        )
            return default;
        var flags = parts.GetValueOrDefault("Sampled") == "1" ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None;
        return new ActivityContext(
            ActivityTraceId.CreateFromString(time + unique),
            ActivitySpanId.CreateFromString(span),
            flags,
            isRemote: true
        );
    }
}
