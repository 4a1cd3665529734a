using Serverless.Results;
using Serverless.Results.Processing;

namespace Serverless.Archives.Work;

/// <summary>What the stages of a run share.</summary>
/// <param name="plan">What is asked.</param>
/// <param name="stores">What is read and written.</param>
/// <param name="engine">What describes pictures.</param>
/// <param name="outcomes">Takes how pictures ended.</param>
internal sealed class RunContext(ArchivePlan plan, ArchiveStores stores, ArchiveEngine engine, RunOutcomes outcomes)
{
    private const int MaxFailures = 20;

    private long _turns = plan.Limit ?? long.MaxValue;

    public ArchivePlan Plan => plan;

    public ArchiveEngine Engine => engine;

    public ResultStore Results => stores.Results;

    public RunOutcomes Outcomes => outcomes;

    public ProcessingPolicy Policy { get; } = plan.Policy;

    public PictureProcessor Processor { get; } = new(stores.Reviews, engine.Clock);

    public DuplicateTracker Duplicates { get; } = new();

    public FailureBudget Budget { get; } = new(MaxFailures);

    /// <summary>Whether the limit is used up.</summary>
    public bool IsAtLimit => Interlocked.Read(ref _turns) <= 0;

    /// <summary>Takes one of the pictures that the limit allows.</summary>
    public bool TakeTurn() => Interlocked.Decrement(ref _turns) >= 0;

    /// <summary>Counts the outcome of what reads the store for its budget: a failure of the store, or none.</summary>
    /// <returns>The outcome.</returns>
    public PictureOutcome Read(PictureOutcome outcome)
    {
        if (outcome.StoreFailure is { } failure)
            Budget.StoreReadFailed(failure.Detail);
        else if (outcome.Kind != PictureOutcomeKind.Lost) // the store was perhaps not asked
            Budget.StoreReads();
        return outcome;
    }

    /// <summary>Counts the outcome of what writes the store for its budget: a failure of the store, or none.</summary>
    /// <returns>The outcome.</returns>
    public PictureOutcome Written(PictureOutcome outcome)
    {
        if (outcome.StoreFailure is { } failure)
            Budget.StoreWriteFailed(failure.Detail);
        else if (outcome.Kind != PictureOutcomeKind.Lost)
            Budget.StoreWrites();
        return outcome;
    }

    /// <summary>Ends the stage where the budget is spent.</summary>
    /// <exception cref="OperationCanceledException">It is.</exception>
    public void ThrowIfSpent()
    {
        if (Budget.Spent is not null)
            throw new OperationCanceledException();
    }
}
