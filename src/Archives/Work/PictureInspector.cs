using Serverless.Archives.Xmp;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Results.Processing;

namespace Serverless.Archives.Work;

/// <summary>
/// Inspects the file of a picture without a result: what text it holds, whether an equal picture was seen, and its pixels, which are
/// left with the task for a batch.
/// </summary>
/// <param name="run">What all stages of a run share.</param>
/// <param name="task">The picture.</param>
internal sealed class PictureInspector(RunContext run, PictureTask task) : IPictureDescriber
{
    private readonly DuplicateResults _duplicates = new(run);

    public async Task<PictureDescription> DescribeAsync(PictureWork work, byte[] bytes, CancellationToken cancellationToken)
    {
        // 1. The store gave the picture, which is known by its content without its XMP.
        run.Budget.StoreReads();
        task.Work = work = work with { Identity = PictureXmp.Identity(bytes) };

        // 2. A person's text inside the file, or our own text about an earlier version of it, is the picture's.
        if (await new EmbeddedText(run).TakeAsync(work, bytes, cancellationToken) is { } taken)
            return new PictureDescription.Settled(taken);

        // 3. An equal picture is described once.
        var content = DuplicateTracker.Content(work.Identity);
        var (isClaimed, equal) = run.Duplicates.TryClaim(content, task);
        if (equal is not null)
            return new PictureDescription.Settled(await _duplicates.JoinAsync(work, equal, cancellationToken));
        if (!isClaimed)
            return PictureDescription.Deferred.One;

        // 4. The pixels.
        var request = new CaptionRequest(bytes, CaptionContext.None, run.Policy.Options);
        if (!run.Engine.Pipeline.Prepare(request, cancellationToken).TryGet(out var picture, out var refusal))
            return await ReleasedAsync(await run.Processor.RecordAsync(work, refusal, cancellationToken), cancellationToken);

        // 5. So is one that shows nearly the same, where that is asked; two pages may look the same and read otherwise.
        if (run.Plan.JoinsNearDuplicates && !picture.HasText)
        {
            var (isNew, near) = run.Duplicates.TryClaimNear(content, picture.PerceptualHash, task);
            if (near is not null)
                return await ReleasedAsync(await _duplicates.JoinAsync(work, near, cancellationToken), cancellationToken);
            if (!isNew)
                return PictureDescription.Deferred.One;
        }

        // 6. The next batch takes it.
        task.Prepared = picture;
        return PictureDescription.Deferred.One;
    }

    /// <summary>How the picture ended, and with it those that wait for it.</summary>
    private async Task<PictureDescription> ReleasedAsync(PictureOutcome outcome, CancellationToken cancellationToken)
    {
        await _duplicates.ReleaseAsync(task, outcome, cancellationToken);
        return new PictureDescription.Settled(outcome);
    }
}
