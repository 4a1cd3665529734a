using System.Diagnostics.Metrics;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;

namespace Serverless.RemoteCaptioning;

/// <summary>Measurements of calls; nothing of their content.</summary>
internal static class EndpointMeter
{
    private static readonly Meter Meter = new(CaptionTelemetry.SourceName);

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "captions.endpoint.calls",
        "{call}",
        "Calls of the captioner's endpoint, by outcome."
    );

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        "captions.endpoint.tokens",
        "{token}",
        "Tokens that the endpoint counted, read (in) and written (out)."
    );

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>(
        "captions.endpoint.cost",
        "{currency}",
        "What calls cost by the configured prices."
    );

    public static void Count(RemoteCaption caption)
    {
        Count(caption.Text is null ? "unusable" : "answered");
        if (caption.TokensIn is { } read)
            Tokens.Add(read, new KeyValuePair<string, object?>("direction", "in"));
        if (caption.TokensOut is { } written)
            Tokens.Add(written, new KeyValuePair<string, object?>("direction", "out"));
        if (caption.Cost is { } cost)
            Cost.Add(cost);
    }

    public static void Count(string outcome) => Calls.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
