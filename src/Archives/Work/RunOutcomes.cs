using Serverless.Archives.Runs;
using Serverless.Archives.Scanning;
using Serverless.Results.Processing;

namespace Serverless.Archives.Work;

/// <summary>Receives outcomes for the journal, the meter and the caller of the run. Safe for use by several threads.</summary>
/// <param name="journal">Remembers chunks that are done; null for none.</param>
/// <param name="meter">Counts.</param>
/// <param name="onOutcome">Receives the outcome of each picture.</param>
internal sealed class RunOutcomes(Journal? journal, RunMeter meter, Action<Candidate, PictureOutcome> onOutcome)
{
    /// <summary>A picture of a chunk ended.</summary>
    public void Add(PictureTask task, PictureOutcome outcome)
    {
        if (task.Chunk.Add(task.Picture, outcome) is { } entry)
            journal?.Note(task.Chunk.Checksum, entry);
        if (outcome.Kind != PictureOutcomeKind.BeyondLimit)
            Report(task.Picture, outcome);
    }

    /// <summary>A picture that is in no chunk, or in one that is done, is as it is said.</summary>
    public void Report(Candidate picture, PictureOutcome outcome)
    {
        meter.Count(outcome);
        onOutcome(picture, outcome);
    }
}
