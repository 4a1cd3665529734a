using System.Diagnostics.Metrics;
using Serverless.Api.Telemetry;
using Serverless.Monitoring.Reports;
using Serverless.Testing;

namespace Serverless.Api.Tests.Telemetry;

/// <summary>Drift as measurements.</summary>
[Collection("measurements of traffic")] // a listener hears every meter of the process
public sealed class TrafficMeterTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Before_the_first_report_nothing_is_told_and_then_how_many_statistics_have_moved_and_last()
    {
        using var meter = new TrafficMeter(_clock);
        using var listener = Listen(out var seen);
        Assert.True(meter.IsWatched);
        listener.RecordObservableInstruments();
        Assert.Empty(seen);

        meter.Take(Report([Window(_clock.GetUtcNow().AddHours(-2), "judged")], alarms: 2));
        _clock.Advance(TimeSpan.FromMinutes(5));
        listener.RecordObservableInstruments();
        Assert.Equal(2, seen["caption.traffic.drift"]);
        Assert.Equal(3_900, seen["caption.traffic.window.age"]); // it is counted on from scrape to scrape
    }

    [Fact]
    public void A_window_that_is_open_has_no_age_and_a_report_that_judges_nothing_has_no_drift()
    {
        using var meter = new TrafficMeter(_clock);
        using var listener = Listen(out var seen);
        var now = _clock.GetUtcNow();
        meter.Take(Report([Window(now.AddHours(-1.5), "too_few"), Window(now.AddMinutes(-30), "open")], alarms: 0));
        listener.RecordObservableInstruments();
        Assert.Equal(0, seen["caption.traffic.drift"]);
        Assert.Equal(1_800, seen["caption.traffic.window.age"]);

        seen.Clear();
        meter.Take(Report([], alarms: 0));
        listener.RecordObservableInstruments();
        Assert.Equal(["caption.traffic.drift"], seen.Keys);
    }

    [Fact]
    public void Without_anybody_who_takes_measurements_it_is_not_watched()
    {
        using var meter = new TrafficMeter(_clock);
        Assert.False(meter.IsWatched);
    }

    private static MeterListener Listen(out Dictionary<string, double> seen)
    {
        var values = seen = [];
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name.StartsWith("caption.traffic.", StringComparison.Ordinal))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.Start();
        return listener;
    }

    private static TrafficWindowSection Window(DateTimeOffset start, string state) =>
        new(start, 3_600, 200, 0, new Dictionary<string, long>(), new Dictionary<string, long>(), 0.8, state, [], []);

    private static TrafficReport Report(IReadOnlyList<TrafficWindowSection> windows, int alarms) =>
        new()
        {
            Verdict = "drift",
            Why = [],
            MadeAt = default,
            Model = null,
            Reference = null,
            Windows = windows,
            Statistics =
            [
                .. Enumerable
                    .Range(0, 5)
                    .Select(i => new TrafficStatisticSection(
                        $"s{i}",
                        $"s{i}",
                        0.2,
                        0.1,
                        0,
                        HasMoved: i < 3,
                        IsAlarm: i < alarms,
                        "moved",
                        []
                    )),
            ],
            Health = new TrafficHealthSection(200, new Dictionary<string, long>(), null, null, 0),
            Accuracy = null,
            Problems = [],
        };
}
