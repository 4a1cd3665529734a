using System.Diagnostics.Metrics;
using Serverless.Core.Service;

namespace Serverless.Api.Peers;

/// <summary>Counts what became of questions to the host that scores.</summary>
internal static class ScorerMeter
{
    private static readonly Meter Meter = new(CaptionTelemetry.SourceName);
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "caption.scorer.calls",
        "{call}",
        "Questions to the scorer by outcome: answered, timeout, unreachable, refused, skipped."
    );

    public static void Count(string outcome) => Calls.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
