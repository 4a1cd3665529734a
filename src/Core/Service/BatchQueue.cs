namespace Serverless.Core.Service;

/// <summary>
/// Gathers items of equal groups into batches, and hands each to a free worker. Groups never mix; the one whose first item waits longest
/// goes first. Safe for use by several threads.
/// </summary>
/// <param name="settings">How large a batch may be, and how long it may wait.</param>
/// <param name="workers">Batches at the same time, at least 1.</param>
/// <param name="clock">Takes the times.</param>
/// <param name="start">Starts a worker's piece of work on a thread of its own.</param>
/// <param name="run">Runs a batch; must not throw.</param>
internal sealed class BatchQueue<T>(BatchSettings settings, int workers, TimeProvider clock, Action<Action> start, Action<Batch<T>> run)
    : IDisposable
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, Group> _groups = [];
    private readonly RunEstimate _estimate = new();
    private ITimer? _timer;
    private int _idle = workers;
    private bool _isDraining;

    /// <summary>An item of a group is on its way; batches of the group may wait for it.</summary>
    public void Expect(object group)
    {
        lock (_lock)
            GroupOf(group).Expected++;
    }

    /// <summary>It will not come.</summary>
    public void Unexpect(object group)
    {
        lock (_lock)
        {
            GroupOf(group).Expected--;
            DropIfEmpty(group);
        }

        Release();
    }

    /// <summary>Adds an item.</summary>
    /// <param name="group">What it may run with.</param>
    /// <param name="item">The item.</param>
    /// <param name="deadline">The timestamp at which its result is due.</param>
    /// <param name="wasExpected">Whether <see cref="Expect"/> announced it.</param>
    public void Add(object group, T item, long deadline, bool wasExpected)
    {
        lock (_lock)
        {
            var found = GroupOf(group);
            found.Waiting.Add(new Entry(item, clock.GetTimestamp(), deadline));
            if (wasExpected)
                found.Expected--;
        }

        Release();
    }

    /// <summary>Takes an item out that still waits.</summary>
    /// <returns>Whether it did.</returns>
    public bool Remove(object group, T item)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue(group, out var found) || found.Waiting.RemoveAll(entry => entry.Item == item) == 0)
                return false;
            DropIfEmpty(group);
        }

        Release();
        return true;
    }

    /// <summary>Waits for nothing any more: what comes is run as soon as a worker is free.</summary>
    public void Drain()
    {
        lock (_lock)
            _isDraining = true;
        Release();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            _isDraining = true; // who is left does not wait for the timer
        }
    }

    private Group GroupOf(object key)
    {
        if (!_groups.TryGetValue(key, out var group))
            _groups[key] = group = new Group();
        return group;
    }

    private void DropIfEmpty(object key)
    {
        if (_groups[key] is { Expected: 0, Waiting.Count: 0 })
            _groups.Remove(key);
    }

    private void Release()
    {
        var released = new List<Batch<T>>();
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            while (_idle > 0 && Next(now) is { } batch)
            {
                _idle--;
                released.Add(batch);
            }

            SetTimer(now);
        }

        foreach (var batch in released)
            start(() => Work(batch));
    }

    private void Work(Batch<T> batch)
    {
        var began = clock.GetTimestamp();
        try
        {
            run(batch);
        }
        finally
        {
            lock (_lock)
            {
                _estimate.Add(clock.GetTimestamp() - began);
                _idle++;
            }

            Release();
        }
    }

    /// <summary>The batch that may run now and whose first item waits longest; null for none.</summary>
    private Batch<T>? Next(long now)
    {
        object? next = null;
        var reason = ReleaseReason.Idle;
        foreach (var (key, group) in _groups)
        {
            if (group.Waiting.Count == 0 || (next is not null && group.Waiting[0].QueuedAt >= _groups[next].Waiting[0].QueuedAt))
                continue;
            if (ReasonToRelease(group, now) is { } found)
                (next, reason) = (key, found);
        }

        return next is null ? null : Take(next, reason);
    }

    private Batch<T> Take(object key, ReleaseReason reason)
    {
        var group = _groups[key];
        var items = group.Waiting.Take(reason is ReleaseReason.Full or ReleaseReason.Idle ? Share(group) : settings.MaxSize).ToList();
        group.Waiting.RemoveRange(0, items.Count);
        DropIfEmpty(key);
        return new Batch<T>([.. items.Select(entry => (entry.Item, entry.QueuedAt))], reason);
    }

    private ReleaseReason? ReasonToRelease(Group group, long now) =>
        group.Waiting.Count >= Share(group) ? (Share(group) == settings.MaxSize ? ReleaseReason.Full : ReleaseReason.Idle)
        : _isDraining ? ReleaseReason.Drain
        : now >= DelayEnd(group) ? ReleaseReason.Delay
        : now >= LatestStart(group) ? ReleaseReason.Deadline
        : null;

    /// <summary>What one of the free workers takes of a group, with what is on its way: all share alike, up to a full batch.</summary>
    private int Share(Group group) => Math.Min(settings.MaxSize, (group.Waiting.Count + group.Expected + _idle - 1) / _idle);

    private long DelayEnd(Group group) => group.Waiting[0].QueuedAt + Ticks(settings.MaxDelay);

    /// <summary>After that the first deadline would be missed, by what runs took lately.</summary>
    private long LatestStart(Group group) => group.Waiting.Min(entry => entry.Deadline) - _estimate.Ticks;

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    /// <summary>Looks again when the next batch has waited long enough; with nothing to wait for it stands still.</summary>
    private void SetTimer(long now)
    {
        var due = long.MaxValue;
        if (_idle > 0 && !_isDraining)
        {
            foreach (var group in _groups.Values.Where(group => group.Waiting.Count > 0))
                due = Math.Min(due, Math.Min(DelayEnd(group), LatestStart(group)));
        }

        if (due == long.MaxValue)
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Timers count whole milliseconds and cut the rest: rounded up, they do not fire a moment too soon.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, due - now) * 1000.0 / clock.TimestampFrequency));
        _timer ??= clock.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private sealed class Group
    {
        public int Expected { get; set; }

        public List<Entry> Waiting { get; } = [];
    }

    private sealed record Entry(T Item, long QueuedAt, long Deadline);
}
