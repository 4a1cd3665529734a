using System.Diagnostics.Metrics;
using Serverless.Core.Service;
using Serverless.Monitoring.Reports;

namespace Serverless.Api.Telemetry;

/// <summary>Measures what the last report of traffic said. One for each host that counts traffic.</summary>
internal sealed class TrafficMeter : IDisposable
{
    private readonly Meter _meter = new(CaptionTelemetry.SourceName);
    private readonly ObservableGauge<int> _drift;
    private readonly TimeProvider _clock;
    private volatile TrafficReport? _last;

    /// <param name="clock">Gives the times.</param>
    public TrafficMeter(TimeProvider clock)
    {
        _clock = clock;
        _drift = _meter.CreateObservableGauge(
            "caption.traffic.drift",
            Drift,
            "{statistic}",
            "Statistics of traffic that have moved, and last."
        );
        _meter.CreateObservableGauge(
            "caption.traffic.window.age",
            Age,
            "s",
            "Time since the end of the last window with traffic of the model that serves."
        );
    }

    /// <summary>Whether anybody takes these measurements.</summary>
    public bool IsWatched => _drift.Enabled;

    /// <summary>Takes what a report says.</summary>
    public void Take(TrafficReport report) => _last = report;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Drift() =>
        _last is { } report ? [new Measurement<int>(report.Statistics.Count(statistic => statistic.IsAlarm))] : [];

    private IEnumerable<Measurement<double>> Age()
    {
        var closed = _last?.Windows.LastOrDefault(window => window.State != TrafficWindowSection.Open);
        return closed is null
            ? []
            : [new Measurement<double>((_clock.GetUtcNow() - closed.Start.AddSeconds(closed.Seconds)).TotalSeconds)];
    }
}
