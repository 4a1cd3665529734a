using System.Diagnostics.Metrics;
using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>Measures how work waits, gathers and is refused. One for each service.</summary>
internal sealed class ServiceMeter : IDisposable
{
    private readonly Meter _meter = new(CaptionTelemetry.SourceName);
    private readonly Histogram<double> _waits;
    private readonly Histogram<int> _sizes;
    private readonly Counter<long> _released;
    private readonly Counter<long> _left;
    private readonly Counter<long> _refused;

    /// <param name="inFlight">How many requests are accepted and not answered.</param>
    /// <param name="queued">How many of them wait for their turn.</param>
    /// <param name="rate">Pictures a second of busy time.</param>
    public ServiceMeter(Func<int> inFlight, Func<int> queued, Func<double> rate)
    {
        _waits = _meter.CreateHistogram(
            "caption.queue.wait",
            "s",
            "Time until a picture's turn, and until its batch starts.",
            null,
            PipelineMeter.Seconds
        );
        _sizes = _meter.CreateHistogram(
            "caption.batch.size",
            "{picture}",
            "Pictures of a batch.",
            null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64] }
        );
        _released = _meter.CreateCounter<long>("caption.batch.released", "{batch}", "Batches by why they stopped waiting for more.");
        _left = _meter.CreateCounter<long>("caption.batch.left", "{picture}", "Pictures whose callers went away while their batch ran.");
        _refused = _meter.CreateCounter<long>("caption.refused", "{request}", "Requests that got no turn or no answer in time.");
        _meter.CreateObservableUpDownCounter("caption.requests.in_flight", inFlight, "{request}", "Requests accepted and not answered.");
        _meter.CreateObservableGauge("caption.queue.length", queued, "{request}", "Requests that wait for their turn.");
        _meter.CreateObservableGauge("caption.service.rate", rate, "{picture}/s", "Pictures a second of the time with work.");
    }

    /// <summary>A picture got its turn.</summary>
    public void Turn(TimeSpan waited) => Waited("turn", waited);

    /// <summary>A batch starts.</summary>
    public void Batch<T>(Batch<T> batch, Func<long, TimeSpan> waitedSince)
    {
        foreach (var (_, queuedAt) in batch.Items)
            Waited("batch", waitedSince(queuedAt));
        _sizes.Record(batch.Items.Count);
        _released.Add(1, new KeyValuePair<string, object?>("reason", NameOf(batch.Reason)));
    }

    /// <summary>Pictures left a batch that ran, since their callers went away.</summary>
    public void Left(int pictures)
    {
        if (pictures > 0)
            _left.Add(pictures);
    }

    /// <summary>A request got no turn, or no answer in time.</summary>
    public void Refused(FailureReason reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", NameOf(reason)));

    public void Dispose() => _meter.Dispose();

    private static string NameOf(ReleaseReason reason) =>
        reason switch
        {
            ReleaseReason.Full => "full",
            ReleaseReason.Delay => "delay",
            ReleaseReason.Deadline => "deadline",
            ReleaseReason.Drain => "drain",
            _ => "idle",
        };

    private static string NameOf(FailureReason reason) =>
        reason switch
        {
            FailureReason.Busy => "busy",
            FailureReason.NotReady => "not_ready",
            _ => "deadline_exceeded",
        };

    private void Waited(string queue, TimeSpan time) =>
        _waits.Record(time.TotalSeconds, new KeyValuePair<string, object?>("queue", queue));
}
