using Serverless.Monitoring.Storing;
using Serverless.Results.Predictions;
using Serverless.Storage;
using Serverless.Updates;

namespace Serverless.Api.Hosting;

/// <summary>
/// What a host does beside answering: looks for another model, writes prediction logs and statistics of traffic and looks whether that has
/// drifted, forwards what this machine keeps. Each when it is due, one at a time. Safe for use by several threads.
/// </summary>
public sealed class Upkeep : IDisposable
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(10),
        ForwardInterval = TimeSpan.FromMinutes(1);

    private readonly HostUpdates? _updates;
    private readonly PredictionLog? _predictions;
    private readonly TrafficRecorder? _traffic;
    private readonly DriftWatch? _drift;
    private readonly LocalForwarder? _forwarder;
    private readonly TimeProvider _clock;
    private readonly Action<string, string> _warn;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _checked,
        _flushed,
        _counted,
        _forwarded;

    internal Upkeep(UpkeepParts parts, TimeProvider clock, Action<string, string> warn)
    {
        (_updates, _predictions, _traffic, _drift, _forwarder) = parts;
        (_clock, _warn) = (clock, warn);
        _checked = _flushed = _counted = _forwarded = clock.GetTimestamp();
    }

    /// <summary>Whether there is ever anything to do.</summary>
    public bool IsNeeded => _updates is not null || _predictions is not null || _traffic is not null || _forwarder is not null;

    /// <summary>Does what is due.</summary>
    /// <param name="isUrgent">Whether a look for another model is due whatever the time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task DoAsync(bool isUrgent, CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(isUrgent ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken))
            return;
        try
        {
            if (_predictions is not null && IsDue(ref _flushed, FlushInterval))
                Warn("prediction log", await _predictions.FlushAsync(cancellationToken));
            if (_traffic is not null && IsDue(ref _counted, FlushInterval))
            {
                Warn("statistics of traffic", await _traffic.FlushAsync(isEnd: false, cancellationToken));
                if (_drift is not null)
                    Warn("report of traffic", await _drift.LookAsync(cancellationToken));
            }

            if (_forwarder is not null && IsDue(ref _forwarded, ForwardInterval))
                Warn("forwarding", (await _forwarder.ForwardAsync(cancellationToken)).Failure);
            if (_updates is not null && (isUrgent || IsDue(ref _checked, _updates.Haste ?? _updates.Interval)))
                await _updates.CheckAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes what waits at the end of the process.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_predictions is not null)
            Warn("prediction log", await _predictions.FlushAsync(cancellationToken));
        if (_traffic is not null)
            Warn("statistics of traffic", await _traffic.FlushAsync(isEnd: true, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _updates?.Dispose();
        _predictions?.Dispose();
        _traffic?.Dispose();
        _drift?.Dispose();
        _turn.Dispose();
    }

    private bool IsDue(ref long last, TimeSpan? interval)
    {
        if (interval is not { } time || _clock.GetElapsedTime(last) < time)
            return false;
        last = _clock.GetTimestamp();
        return true;
    }

    private void Warn(string what, StoreFailure? failure)
    {
        if (failure is not null)
            _warn(what, failure.Detail);
    }
}

/// <summary>What upkeep is for; null for what this host does not do.</summary>
internal sealed record UpkeepParts(
    HostUpdates? Updates,
    PredictionLog? Predictions,
    TrafficRecorder? Traffic,
    DriftWatch? Drift,
    LocalForwarder? Forwarder
);
