using Serverless.Api.Telemetry;
using Serverless.Core.Service;
using Serverless.Monitoring.Storing;
using Serverless.Storage;

namespace Serverless.Api.Hosting;

/// <summary>
/// Tells measurements of drift from the report of traffic, once for each window: some time after its end, when other instances have
/// written it too. Nothing is read where nobody takes measurements.
/// </summary>
/// <param name="reports">Makes the reports.</param>
/// <param name="service">Knows which model serves.</param>
/// <param name="seconds">Length of a window.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class DriftWatch(TrafficReports reports, CaptionService service, int seconds, TimeProvider clock) : IDisposable
{
    private readonly TrafficMeter _meter = new(clock);
    private DateTimeOffset _due = clock.GetUtcNow() + LagOf(seconds);

    /// <summary>Makes the report where it is due.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it could not be made; it is tried again after the share of a window that an instance writes at once.</returns>
    public async Task<StoreFailure?> LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now < _due || !_meter.IsWatched || service.Models is not { } models)
            return null;
        var made = await reports.MakeAsync(models, null, cancellationToken);
        if (!made.TryGet(out var report, out var failure))
        {
            _due = now + LagOf(seconds);
            return failure;
        }

        _meter.Take(report);
        _due = TrafficWindow.StartAt(now, seconds).AddSeconds(seconds) + LagOf(seconds);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>The share of a window that an instance writes at once.</summary>
    private static TimeSpan LagOf(int seconds) => TimeSpan.FromSeconds((double)seconds / TrafficRecorder.PartsOfAWindow);
}
