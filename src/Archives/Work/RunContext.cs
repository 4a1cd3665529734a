using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Results;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Archives.Work;

/// <summary>What the stages of a run share.</summary>
internal sealed class RunContext
{
    /// <summary>The code of a picture that another run shall take.</summary>
    public const string BeyondLimit = "beyond_limit";

    private const int MostFailures = 20;

    private long _turns;

    public RunContext(
        ArchivePlan plan,
        ResultStore resultStore,
        ArchiveEngine engine,
        ReviewStore? reviewStore,
        RunMeter meter,
        TimeProvider clock,
        CaptionIds ids
    )
    {
        (Plan, Shelf, Pipeline, Decoder, Model, Keeper, Meter, Clock, Ids) = (
            plan,
            resultStore,
            engine.Pipeline,
            engine.Decoder,
            engine.Model,
            reviewStore,
            meter,
            clock,
            ids
        );
        _turns = plan.Limit ?? long.MaxValue;
        Writer = new ResultWriter(this);
    }

    public ArchivePlan Plan { get; }

    public ResultStore Shelf { get; }

    public CaptionPipeline Pipeline { get; }

    public IImageDecoder Decoder { get; }

    public ModelIdentity Model { get; }

    public ReviewStore? Keeper { get; }

    public RunMeter Meter { get; }

    public TimeProvider Clock { get; }

    public CaptionIds Ids { get; }

    public ResultWriter Writer { get; }

    public DuplicateTracker DuplicateTracker { get; } = new();

    public FailureBudget Budget { get; } = new(MostFailures);

    /// <summary>Takes what ended; set by the run.</summary>
    public Action<PictureTask, PictureOutcome> OnEnd { get; set; } = (_, _) => { };

    /// <summary>Whether the limit is used up.</summary>
    public bool IsAtLimit => Interlocked.Read(ref _turns) <= 0;

    /// <summary>Takes one of the pictures that the limit allows.</summary>
    public bool TakeTurn() => Interlocked.Decrement(ref _turns) >= 0;

    /// <summary>The store failed on a picture: another run may have more luck, and the budget has less left.</summary>
    public PictureOutcome Again(PictureTask task, StoreFailure failure)
    {
        Budget.StoreFailed(failure.Detail);
        return new PictureOutcome(
            task.Picture,
            PictureOutcomeKind.Again,
            null,
            FailureTable.Of(StoreFailureTable.ReasonOf(failure)).Code,
            failure.Detail
        );
    }

    /// <summary>Ends a picture that had claimed its content, and those that waited for it.</summary>
    public async Task ReleaseAsync(PictureTask task, PictureOutcome end, CancellationToken cancellationToken)
    {
        var isKept = end.Kind is PictureOutcomeKind.Described or PictureOutcomeKind.Joined or PictureOutcomeKind.Failed;
        foreach (var waiting in DuplicateTracker.Finish(Work.DuplicateTracker.Content(task.Identity), isKept ? task.ResultKey : null))
        {
            var other = isKept
                ? await Writer.JoinAsync(waiting, task.ResultKey, cancellationToken)
                : end with
                {
                    Picture = waiting.Picture,
                };
            OnEnd(waiting, other);
            await ReleaseAsync(waiting, other, cancellationToken); // equal ones may wait for one that waited for a near one
        }
    }
}
