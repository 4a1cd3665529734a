using Serverless.Archives.Runs;
using Serverless.Archives.Scanning;

namespace Serverless.Archives.Work;

/// <summary>How far a chunk is. Safe for use by several threads.</summary>
/// <param name="chunk">The chunk.</param>
/// <param name="open">Pictures of it that are worked on; the others are known.</param>
/// <param name="known">What the journal knows of those.</param>
internal sealed class ChunkProgress(Chunk chunk, int open, JournalEntry known)
{
    private readonly Lock _lock = new();
    private readonly List<string> _others = [.. known.Others];
    private readonly List<StandingFailure> _failures = [.. known.Failures];
    private int _open = open;
    private bool _isUnfinished;

    public string Mark => chunk.Mark;

    /// <summary>Counts a picture that ended.</summary>
    /// <returns>What is to be noted of the chunk, where it was the last one and every one is as it shall be; else null.</returns>
    public JournalEntry? End(PictureOutcome end)
    {
        lock (_lock)
        {
            if (end.Kind == PictureOutcomeKind.NoPicture)
                _others.Add(end.Picture.Name);
            if (end.Code.Length > 0 && end.Result?.Error is { } error)
                _failures.Add(new StandingFailure(end.Picture.Name, error));
            _isUnfinished |= !end.IsFinal || (end.Code.Length > 0 && end.Result?.Error is null); // what stands nowhere is told again
            return --_open == 0 && !_isUnfinished ? new JournalEntry(_others, _failures) : null;
        }
    }
}
