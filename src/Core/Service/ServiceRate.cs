namespace Serverless.Core.Service;

/// <summary>Pictures a second of the time in which there was work, over the latest ones. Safe for use by several threads.</summary>
/// <param name="clock">Takes the times.</param>
internal sealed class ServiceRate(TimeProvider clock)
{
    private const int Latest = 64;

    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1),
        Max = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();

    /// <summary>The busy time at which each of the latest ended, oldest first; the first is where the count begins.</summary>
    private readonly Queue<TimeSpan> _ends = new([TimeSpan.Zero]);
    private TimeSpan _busyBefore;
    private long _busySince;
    private int _inWork;

    /// <summary>Pictures a second; 0 before the first.</summary>
    public double PerSecond
    {
        get
        {
            lock (_lock)
            {
                var time = Busy - _ends.Peek();
                return time > TimeSpan.Zero ? (_ends.Count - 1) / time.TotalSeconds : 0;
            }
        }
    }

    /// <summary>The time that passed while there was work.</summary>
    private TimeSpan Busy => _inWork > 0 ? _busyBefore + clock.GetElapsedTime(_busySince) : _busyBefore;

    /// <summary>Work on a picture begins.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_inWork++ == 0)
                _busySince = clock.GetTimestamp();
        }
    }

    /// <summary>Work on a picture ends.</summary>
    public void End()
    {
        lock (_lock)
        {
            var busy = Busy;
            _ends.Enqueue(busy);
            if (_ends.Count > Latest + 1)
                _ends.Dequeue();
            if (--_inWork == 0)
                _busyBefore = busy;
        }
    }

    /// <summary>When so many pictures will have been worked off.</summary>
    /// <param name="pictures">How many are ahead.</param>
    /// <returns>Whole seconds, 1 to 60; 1 where nothing is known yet.</returns>
    public TimeSpan TimeFor(int pictures)
    {
        var rate = PerSecond;
        var seconds = rate > 0 ? Math.Ceiling(pictures / rate) : 1;
        return TimeSpan.FromSeconds(Math.Clamp(seconds, Min.TotalSeconds, Max.TotalSeconds));
    }
}
