using System.Threading.RateLimiting;
using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>
/// Lets no more requests in than fit: so many are in work, so many wait, and the rest are told when to come again. Safe for use by several
/// threads.
/// </summary>
internal sealed class ServiceTurns : IDisposable
{
    private readonly CaptionServiceOptions _options;
    private readonly TimeProvider _clock;
    private readonly ConcurrencyLimiter _limiter;
    private readonly ServiceRate _rate;
    private int _inFlight;
    private int _waiting;

    /// <param name="options">How many.</param>
    /// <param name="clock">Takes the times.</param>
    public ServiceTurns(CaptionServiceOptions options, TimeProvider clock)
    {
        (_options, _clock, _rate) = (options, clock, new ServiceRate(clock));
        _limiter = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions
            {
                PermitLimit = options.Concurrency,
                QueueLimit = options.Queue,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );
        Meter = new ServiceMeter(() => Volatile.Read(ref _inFlight), () => Volatile.Read(ref _waiting), () => _rate.PerSecond);
        Workers = new ModelWorkers(options, clock, Meter);
    }

    /// <summary>Runs what has its turn.</summary>
    public ModelWorkers Workers { get; }

    public ServiceMeter Meter { get; }

    /// <summary>Refuses where nobody may wait any more; null where there is room.</summary>
    public CaptionFailure? RefuseIfFull() => Volatile.Read(ref _inFlight) >= _options.Concurrency + _options.Queue ? Refuse() : null;

    /// <summary>Runs the work of a request when its turn comes.</summary>
    /// <param name="work">The work; what it leaves running keeps the turn.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    /// <returns>Its result, or <see cref="FailureReason.Busy"/> or <see cref="FailureReason.DeadlineExceeded"/>.</returns>
    public async Task<Result<T, CaptionFailure>> RunAsync<T>(
        Func<Turn, Task<Result<T, CaptionFailure>>> work,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var turn = new Turn(_options.Deadline, _clock, cancellationToken);
        try
        {
            return await TakeAsync(turn) ? await work(turn) : Refuse();
        }
        catch (OperationCanceledException) when (turn.IsOverdue && !cancellationToken.IsCancellationRequested)
        {
            Meter.Refused(FailureReason.DeadlineExceeded);
            return new CaptionFailure(
                FailureReason.DeadlineExceeded,
                FormattableString.Invariant($"The picture was not described within {_options.Deadline.TotalSeconds} seconds.")
            );
        }
    }

    public void Dispose()
    {
        _limiter.Dispose();
        Workers.Dispose();
        Meter.Dispose();
    }

    /// <summary>Waits for the turn.</summary>
    /// <returns>Whether there was room to wait.</returns>
    private async ValueTask<bool> TakeAsync(Turn turn)
    {
        var asked = _limiter.AcquireAsync(permitCount: 1, turn.Token);
        var waits = !asked.IsCompleted;
        if (waits)
            Interlocked.Increment(ref _waiting);
        Interlocked.Increment(ref _inFlight);
        turn.Hold(new Ending(() => Interlocked.Decrement(ref _inFlight)));
        try
        {
            var lease = await asked;
            turn.Hold(lease);
            if (!lease.IsAcquired)
                return false;
        }
        finally
        {
            if (waits)
                Interlocked.Decrement(ref _waiting);
        }

        Meter.Turn(_clock.GetElapsedTime(turn.Start));
        _rate.Begin();
        turn.Hold(new Ending(_rate.End));
        return true;
    }

    private CaptionFailure Refuse()
    {
        Meter.Refused(FailureReason.Busy);
        return new CaptionFailure(FailureReason.Busy, "Too many pictures are waiting; try again in a moment.")
        {
            RetryAfter = _rate.TimeFor(Volatile.Read(ref _inFlight)),
        };
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
