using Serverless.LocalTargets.Measures;
using Serverless.LocalTargets.Platforms;
using Serverless.LocalTargets.Processes;

namespace Serverless.LocalTargets.Revisions;

/// <summary>One revision with its state and the requests in work. Both change under one lock, so that none slips in late.</summary>
internal sealed class Revision(RevisionDefinition definition, RevisionMeter meter)
{
    private readonly Lock _lock = new();
    private readonly List<ProcessIdentity> _processes = [];
    private TaskCompletionSource? _drained;
    private int _inFlight;

    public RevisionDefinition Definition { get; } = definition;

    public string Id => Definition.Id;

    public RevisionMeter Meter { get; } = meter;

    public RevisionState State { get; private set; } = RevisionState.Stopped;

    /// <summary>Why it is not ready; null where there is nothing to say.</summary>
    public string? Reason { get; private set; }

    public IReadOnlyList<ModelIdentity>? Models { get; set; }

    /// <summary>What answers for it; null while it does not run.</summary>
    public IRevisionServer? Server { get; set; }

    /// <summary>Its log while it runs, and after a failure until it is started again or ended.</summary>
    public LogFile? Log { get; set; }

    /// <summary>Ends the start or the watch in progress.</summary>
    public CancellationTokenSource? Run { get; set; }

    /// <summary>The start or the watch in progress.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    public int InFlight => Volatile.Read(ref _inFlight);

    public IReadOnlyList<ProcessIdentity> Processes
    {
        get
        {
            lock (_lock)
                return [.. _processes];
        }
    }

    public void Add(ProcessIdentity process)
    {
        lock (_lock)
            _processes.Add(process);
    }

    public void Remove(ProcessIdentity process)
    {
        lock (_lock)
            _processes.Remove(process);
    }

    public void Set(RevisionState state, string? reason = null)
    {
        lock (_lock)
            (State, Reason) = (state, reason);
    }

    /// <summary>Changes the state only from one that is expected.</summary>
    /// <returns>Whether it was.</returns>
    public bool TrySet(RevisionState from, RevisionState to, string? reason = null)
    {
        lock (_lock)
        {
            if (State != from)
                return false;
            (State, Reason) = (to, reason);
            return true;
        }
    }

    /// <summary>Takes a request into work if it is ready; <see cref="Leave"/> ends it.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (State != RevisionState.Ready)
                return false;
            _inFlight++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_inFlight == 0)
                _drained?.TrySetResult();
        }
    }

    /// <summary>Waits for the requests in work. New ones must have been shut out before, by the state.</summary>
    /// <returns>Whether all have ended within the limit.</returns>
    public async Task<bool> DrainAsync(TimeSpan limit)
    {
        Task drained;
        lock (_lock)
        {
            if (_inFlight == 0)
                return true;
            _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
        }

        await Task.WhenAny(drained, Task.Delay(limit));
        return drained.IsCompleted;
    }
}
