using Microsoft.AspNetCore.Http;

namespace Serverless.Hosts.Aws.Server;

/// <summary>
/// Translates AWS' <c>X-Amzn-Trace-Id</c> (docs.aws.amazon.com/xray, tracing header) to W3C <c>traceparent</c>, which the framework reads.
/// </summary>
internal static class XRayTrace
{
    private const int TimeDigits = 8,
        UniqueDigits = 24,
        SpanDigits = 16;

    /// <summary>Adds <c>traceparent</c>, unless the caller sent one.</summary>
    /// <param name="headers">The request's.</param>
    /// <param name="trace"><c>Root=1-TIME-UNIQUE;Parent=SPAN;Sampled=1</c>.</param>
    public static void Apply(IHeaderDictionary headers, string trace)
    {
        headers["X-Amzn-Trace-Id"] = trace;
        if (headers.TraceParent.Count == 0 && ParentOf(trace) is { } parent)
            headers.TraceParent = parent;
    }

    private static string? ParentOf(string trace)
    {
        var parts = trace
            .Split(';')
            .Select(part => part.Trim().Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0])
            .ToDictionary(group => group.Key, group => group.First()[1]);
        if (
            !parts.TryGetValue("Root", out var root)
            || root.Split('-') is not ["1", { Length: TimeDigits } time, { Length: UniqueDigits } unique]
        )
            return null;
        if (
            !parts.TryGetValue("Parent", out var span)
            || span.Length != SpanDigits
            || !(time + unique + span).All(char.IsAsciiHexDigitLower)
        )
            return null;
        return $"00-{time}{unique}-{span}-{(parts.GetValueOrDefault("Sampled") == "1" ? "01" : "00")}";
    }
}
