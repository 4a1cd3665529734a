namespace Serverless.Core.Service;

/// <summary>
/// Threads for work that computes, started when they are needed. The thread pool's own would all be busy with it, and answers that need
/// no models (probes, refusals) would wait. Safe for use by several threads.
/// </summary>
/// <param name="count">Most threads, at least 1.</param>
/// <param name="name">Their name.</param>
internal sealed class WorkThreads(int count, string name) : IDisposable
{
    private readonly object _lock = new(); // a monitor: threads wait on it
    private readonly Queue<Action> _work = [];
    private int _threads;
    private int _waiting;
    private bool _isDisposed;

    /// <summary>Runs a piece of work on one of the threads, in the order of the calls.</summary>
    /// <param name="work">Must not throw.</param>
    public void Post(Action work)
    {
        lock (_lock)
        {
            _work.Enqueue(work);
            if (_work.Count > _waiting && _threads < count)
            {
                _threads++;
                new Thread(Loop) { IsBackground = true, Name = name }.UnsafeStart();
            }
            else
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    /// <summary>Lets the threads end once all work is done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Loop()
    {
        while (Next() is { } work)
            work();
    }

    private Action? Next()
    {
        lock (_lock)
        {
            while (_work.Count == 0)
            {
                if (_isDisposed)
                {
                    _threads--;
                    return null;
                }

                _waiting++;
                Monitor.Wait(_lock);
                _waiting--;
            }

            return _work.Dequeue();
        }
    }
}
