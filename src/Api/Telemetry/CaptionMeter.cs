using System.Diagnostics;
using System.Diagnostics.Metrics;
using Serverless.Core.Service;

namespace Serverless.Api.Telemetry;

/// <summary>Counts captions by verdict; the framework measures the requests themselves.</summary>
internal static class CaptionMeter
{
    private static readonly Meter Meter = new(CaptionTelemetry.SourceName);
    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>("caption.verdicts", "{caption}", "Captions by verdict.");

    public static void Count(string verdict) => Verdicts.Add(1, new KeyValuePair<string, object?>("verdict", verdict));

    public static void Count(RequestNote note)
    {
        if (note.Verdict is not { } verdict)
            return;
        Count(verdict);
        Activity.Current?.SetTag("caption.verdict", verdict);
    }
}
