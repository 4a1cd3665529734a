using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>
/// Measures the probe requests that a rollout sends itself, where the platform's own figures are late or not by revision. Alarms of the
/// platform watch callers' traffic: they call the pipeline, which asks the rollout to go back.
/// </summary>
/// <param name="clock">Gives the times.</param>
internal sealed class ProbeMeter(TimeProvider clock)
{
    private readonly ConcurrentBag<Sample> _samples = [];

    /// <summary>Sends a request and notes what came back.</summary>
    public async Task<Core.Result<ProbeResponse, TargetFailure>> MeasureAsync(
        string revision,
        Func<Task<Core.Result<ProbeResponse, TargetFailure>>> send
    )
    {
        var watch = Stopwatch.StartNew();
        var sent = await send();
        if (sent.TryGet(out var answer, out _))
            _samples.Add(new Sample(clock.GetUtcNow(), revision, answer.Status, watch.Elapsed.TotalMilliseconds, VerdictOf(answer)));
        return sent;
    }

    /// <summary>What was answered since a time.</summary>
    public TargetMetrics Read(DateTimeOffset since) =>
        new(
            _samples
                .Where(sample => sample.At >= since)
                .GroupBy(sample => sample.Revision)
                .ToDictionary(group => group.Key, group => Figures([.. group]))
        );

    private static RevisionMetrics Figures(List<Sample> samples)
    {
        var times = samples.Select(sample => sample.Milliseconds).Order().ToList();
        return new RevisionMetrics(
            samples.Count,
            samples.Count(sample => sample.Status >= 500),
            samples.Count(sample => sample.Status == 429),
            samples.Count(sample => sample.Verdict is not (null or "refused")),
            samples.Count(sample => sample.Verdict == "refused"),
            times[(int)Math.Ceiling(times.Count * 0.95) - 1]
        );
    }

    private static string? VerdictOf(ProbeResponse answer)
    {
        if (answer.Status != 200)
            return null;
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.TryGetProperty("verdict", out var verdict) ? verdict.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record Sample(DateTimeOffset At, string Revision, int Status, double Milliseconds, string? Verdict);
}
