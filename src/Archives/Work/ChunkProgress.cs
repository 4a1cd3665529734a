using Serverless.Archives.Runs;
using Serverless.Archives.Scanning;
using Serverless.Results.Processing;

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

    public string Checksum => chunk.Checksum;

    /// <summary>Counts a picture that ended.</summary>
    /// <returns>What is to be noted of the chunk, where it was the last one and every one is as it shall be; else null.</returns>
    public JournalEntry? Add(Candidate picture, PictureOutcome outcome)
    {
        lock (_lock)
        {
            var error = outcome.Code.Length > 0 ? outcome.Result?.Error : null;
            if (outcome.Kind == PictureOutcomeKind.NotPicture)
                _others.Add(picture.Name);
            if (error is not null)
                _failures.Add(new StandingFailure(picture.Name, error));
            _isUnfinished |= outcome.IsToBeRetried || outcome.IsGone;
            _isUnfinished |= outcome.Code.Length > 0 && error is null; // what stands nowhere is reported in every run
            return --_open == 0 && !_isUnfinished ? new JournalEntry(_others, _failures) : null;
        }
    }
}
