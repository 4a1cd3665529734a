namespace Serverless.Api.Requests;

/// <summary>
/// How many request bodies, and how many bytes of them, are held in memory at a time: from before a body is read until its answer is made.
/// </summary>
/// <param name="maxBodies">Max number of bodies.</param>
/// <param name="maxBytes">Max bytes of all of them.</param>
public sealed class BodyBudget(int maxBodies, long maxBytes)
{
    private readonly Lock _lock = new();
    private int _count;
    private long _bytes;

    /// <summary>Reserves room for one.</summary>
    /// <param name="bytes">What it may have.</param>
    /// <returns>Gives the room back when disposed; null where there is none.</returns>
    public IDisposable? TryTake(long bytes)
    {
        lock (_lock)
        {
            if (_count >= maxBodies || _bytes + bytes > maxBytes)
                return null;
            _count++;
            _bytes += bytes;
            return new Room(this, bytes);
        }
    }

    private void GiveBack(long bytes)
    {
        lock (_lock)
        {
            _count--;
            _bytes -= bytes;
        }
    }

    private sealed class Room(BodyBudget budget, long bytes) : IDisposable
    {
        private int _isBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isBack, 1) == 0)
                budget.GiveBack(bytes);
        }
    }
}
