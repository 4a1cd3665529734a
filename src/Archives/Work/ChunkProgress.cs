using Serverless.Archives.Scanning;

namespace Serverless.Archives.Work;

/// <summary>How far a chunk is. Safe for use by several threads.</summary>
/// <param name="chunk">The chunk.</param>
internal sealed class ChunkProgress(Chunk chunk)
{
    private int _open = chunk.Pictures.Count;
    private int _unfinished;

    public string Mark => chunk.Mark;

    /// <summary>Counts a picture that ended.</summary>
    /// <returns>Whether it was the last one, and every one is as it shall be.</returns>
    public bool End(bool isFinal)
    {
        if (!isFinal) Interlocked.Increment(ref _unfinished);
        return Interlocked.Decrement(ref _open) == 0 && Volatile.Read(ref _unfinished) == 0;
    }
}
