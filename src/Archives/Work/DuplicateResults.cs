using Serverless.Results;
using Serverless.Results.Processing;

namespace Serverless.Archives.Work;

/// <summary>Gives equal pictures, and nearly equal ones, the text of the one that was described.</summary>
/// <param name="run">What all stages of a run share.</param>
internal sealed class DuplicateResults(RunContext run)
{
    /// <summary>Publishes the text, or the failure, of an equal picture.</summary>
    /// <param name="work">The picture.</param>
    /// <param name="resultKey">Key of the equal one's result.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PictureOutcome> JoinAsync(PictureWork work, string resultKey, CancellationToken cancellationToken)
    {
        if (!(await run.Results.ReadAsync(resultKey, cancellationToken)).TryGet(out var equal, out var failure))
            return PictureOutcome.Of(failure);
        var caption = equal.Caption is { } text ? text with { Id = run.Engine.Ids.Next() } : null;
        var result = work.ResultOf(caption, equal.Error, run.Engine.Clock.GetUtcNow()) with
        {
            SameAs = StoredSource.TextOf(equal.SameAs ?? equal.Source, equal.SchemaVersion),
        };
        var kind = equal.Error is null ? PictureOutcomeKind.Joined : PictureOutcomeKind.Recorded;
        return await PictureProcessor.PublishAsync(work, kind, result, cancellationToken);
    }

    /// <summary>Ends the pictures that waited for one that had claimed its content.</summary>
    /// <param name="task">The one they waited for.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ReleaseAsync(PictureTask task, PictureOutcome outcome, CancellationToken cancellationToken)
    {
        var work = task.Work!;
        var key = outcome.Result is null ? null : work.ResultKey;
        foreach (var waiting in run.Duplicates.Finish(DuplicateTracker.Content(work.Identity!), key))
        {
            var other = key is null ? outcome : run.Written(await JoinAsync(waiting.Work!, key, cancellationToken));
            run.Outcomes.Add(waiting, other);
            await ReleaseAsync(waiting, other, cancellationToken); // equal ones may wait for one that waited for a near one
        }
    }
}
