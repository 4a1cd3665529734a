namespace Serverless.Core.Service;

/// <summary>
/// One request's time in the service: its deadline, and what it holds (its place, its model) until the last piece of its work is over,
/// also where its caller went away before. Safe for use by several threads.
/// </summary>
internal sealed class Turn : IDisposable
{
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;
    private readonly List<IDisposable> _held = [];
    private int _holders = 1;

    /// <param name="deadline">Time for all of it.</param>
    /// <param name="clock">Takes it.</param>
    /// <param name="caller">The caller went away, or the platform's deadline.</param>
    public Turn(TimeSpan deadline, TimeProvider clock, CancellationToken caller)
    {
        Start = clock.GetTimestamp();
        Deadline = Start + (long)(deadline.TotalSeconds * clock.TimestampFrequency);
        _deadline = new CancellationTokenSource(deadline, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, caller);
        Token = _either.Token;
    }

    /// <summary>The timestamp at which it began.</summary>
    public long Start { get; }

    /// <summary>The timestamp at which the answer is due.</summary>
    public long Deadline { get; }

    /// <summary>Ends with the deadline or the caller.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the time is over.</summary>
    public bool IsOverdue => _deadline.IsCancellationRequested;

    /// <summary>Gives it something to hold. Only before anything else keeps it.</summary>
    public void Hold(IDisposable held) => _held.Add(held);

    /// <summary>Keeps what it holds until the result is disposed as well.</summary>
    public IDisposable Keep()
    {
        Interlocked.Increment(ref _holders);
        return new Share(this);
    }

    /// <summary>The request is answered.</summary>
    public void Dispose() => Drop();

    private void Drop()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        _either.Dispose();
        _deadline.Dispose();
        for (var i = _held.Count - 1; i >= 0; i--)
            _held[i].Dispose();
    }

    private sealed class Share(Turn turn) : IDisposable
    {
        private int _isDropped;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDropped, 1) == 0)
                turn.Drop();
        }
    }
}
