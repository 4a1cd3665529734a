namespace Serverless.LocalTargets.Measures;

/// <summary>What the front counts of one revision: the latest requests with their times, so that any window adds up exactly.</summary>
/// <param name="clock">Gives the times.</param>
internal sealed class RevisionMeter(TimeProvider clock)
{
    /// <summary>Older requests fall out of the figures.</summary>
    public const int MaxRequests = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<Sample> _samples = new();
    private DateTimeOffset _since = clock.GetUtcNow();

    /// <param name="status">Status of the answer; 502, 503 or 504 where the front itself gave it.</param>
    /// <param name="latency">From the request's arrival to the answer's end.</param>
    /// <param name="verdict">What the caption document said.</param>
    public void Add(int status, TimeSpan latency, CaptionVerdict verdict)
    {
        lock (_lock)
        {
            _samples.Enqueue(new Sample(clock.GetUtcNow(), status, latency.TotalMilliseconds, verdict));
            if (_samples.Count > MaxRequests)
                _since = _samples.Dequeue().At;
        }
    }

    /// <param name="since">Only requests answered at this time or later; all that are kept by default.</param>
    public RevisionFigures Read(DateTimeOffset? since)
    {
        List<Sample> window;
        DateTimeOffset start;
        lock (_lock)
        {
            start = since is { } asked && asked > _since ? asked : _since;
            window = [.. _samples.Where(sample => sample.At >= start)];
        }

        var latencies = window.Select(sample => sample.LatencyMs).Order().ToList();
        return new RevisionFigures(
            window.Count,
            window.Count(sample => sample.Status >= 500),
            window.Count(sample => sample.Status == 429),
            window.Count(sample => sample.Verdict == CaptionVerdict.Refused),
            window.Count(sample => sample.Verdict == CaptionVerdict.Captioned),
            new LatencyFigures(Quantile(latencies, 50), Quantile(latencies, 95)),
            start
        );
    }

    /// <summary>Nearest rank: the smallest value that so many percent do not exceed; null of nothing.</summary>
    private static double? Quantile(List<double> sorted, int percent) =>
        sorted.Count == 0 ? null : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)], 3);

    private sealed record Sample(DateTimeOffset At, int Status, double LatencyMs, CaptionVerdict Verdict);
}
