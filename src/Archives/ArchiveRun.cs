using System.Threading.Channels;
using Serverless.Archives.Scanning;
using Serverless.Archives.Work;
using Serverless.Core.Pipeline;
using Serverless.Results.Processing;

namespace Serverless.Archives;

/// <summary>
/// Describes the pictures of an archive. Listing, inspecting and decoding, describing and publishing overlap; between them stand bounded
/// channels, so that memory does not grow with the archive. Nothing but the results is relied on: a run that was killed is run again.
/// </summary>
/// <param name="plan">What is asked.</param>
/// <param name="stores">What is read and written.</param>
/// <param name="engine">What describes pictures.</param>
/// <param name="meter">Counts.</param>
public sealed class ArchiveRun(ArchivePlan plan, ArchiveStores stores, ArchiveEngine engine, RunMeter meter)
{
    private const int InspectorsOfFiles = 4,
        InspectorsOfStores = 16,
        Publishers = 8,
        MaxWaiting = 64;

    private static readonly TimeSpan JournalInterval = TimeSpan.FromSeconds(15);

    /// <summary>Does it.</summary>
    /// <param name="onOutcome">Receives the outcome of each picture, from several threads at once.</param>
    /// <param name="mustStop">Called before each picture: why the run stops here, or null.</param>
    /// <param name="cancellationToken">Ends the run at once; what is written stays.</param>
    /// <returns>Why it stopped before its end.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<RunStop> DoAsync(
        Action<Candidate, PictureOutcome> onOutcome,
        Func<string?> mustStop,
        CancellationToken cancellationToken
    )
    {
        var run = new RunContext(plan, stores, engine, new RunOutcomes(stores.Journal, meter, onOutcome));
        var source = new TaskSource(run, stores.Journal, meter, mustStop);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stages = new StageRunner(ending);
        var batchCapacity = plan.Parallel * plan.BatchSize;
        var tasks = Channel.CreateBounded<PictureTask>(MaxWaiting);
        var prepared = Channel.CreateBounded<PictureTask>(batchCapacity);
        var described = Channel.CreateBounded<(PictureTask Task, Caption Caption)>(2 * batchCapacity);
        var inspectors = stores.Results.Pictures.Address.Scheme == "file" ? InspectorsOfFiles : InspectorsOfStores;
        RunStop? stop = null;
        var flushing = FlushAsync(ending.Token);
        try
        {
            await Task.WhenAll(
                stages.RunAsync(1, async token => stop = await source.FeedAsync(tasks.Writer, token), tasks.Writer),
                stages.RunAsync(inspectors, token => InspectAsync(run, tasks.Reader, prepared.Writer, token), prepared.Writer),
                stages.RunOnThreadsAsync(
                    plan.Parallel,
                    token => new BatchDescriber(run).Work(prepared.Reader, described.Writer, token),
                    described.Writer
                ),
                stages.RunAsync(Publishers, token => PublishAsync(run, described.Reader, token))
            );
        }
        catch (OperationCanceledException)
        {
            stages.ThrowIfBroken();
            if (run.Budget.Spent is null || cancellationToken.IsCancellationRequested)
                throw;
        }
        finally
        {
            await ending.CancelAsync();
            await flushing;
        }

        return run.Budget.Spent is { } spent ? new RunStop(RunStopReason.Persistent, spent) : stop ?? RunStop.None;
    }

    private static async Task InspectAsync(
        RunContext run,
        ChannelReader<PictureTask> tasks,
        ChannelWriter<PictureTask> prepared,
        CancellationToken cancellationToken
    )
    {
        await foreach (var task in tasks.ReadAllAsync(cancellationToken))
        {
            if (await InspectAsync(run, task, cancellationToken) is { } outcome)
                run.Outcomes.Add(task, outcome);
            else if (task.Prepared is not null)
                await prepared.WriteAsync(task, cancellationToken);
            run.ThrowIfSpent();
        }
    }

    /// <returns>How the picture ended; null where it is prepared, or waits for an equal one.</returns>
    private static async Task<PictureOutcome?> InspectAsync(RunContext run, PictureTask task, CancellationToken cancellationToken)
    {
        // 1. What the results say.
        var found = await run.Processor.FindAsync(task.At(run.Results), run.Engine.Model, run.Policy, cancellationToken);
        if (!found.TryGet(out var work, out var outcome))
            return run.Read(outcome);
        run.Budget.StoreReads();

        // 2. No more pictures than the limit allows.
        if (!run.TakeTurn())
            return new PictureOutcome(PictureOutcomeKind.BeyondLimit);

        // 3. What the file itself says, and its pixels.
        outcome = await run.Processor.DescribeAsync(work, new PictureInspector(run, task), cancellationToken);
        if (outcome is null)
            return null;
        return task.Work is null ? run.Read(outcome) : run.Written(outcome); // the inspector has it only once the picture is read
    }

    private static async Task PublishAsync(
        RunContext run,
        ChannelReader<(PictureTask Task, Caption Caption)> described,
        CancellationToken cancellationToken
    )
    {
        await foreach (var (task, caption) in described.ReadAllAsync(cancellationToken))
        {
            var outcome = run.Written(await run.Processor.PublishAsync(task.Work!, caption, cancellationToken));
            run.Outcomes.Add(task, outcome);
            await new DuplicateResults(run).ReleaseAsync(task, outcome, cancellationToken);
            run.ThrowIfSpent();
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (stores.Journal is not { } journal)
            return;
        try
        {
            while (true)
            {
                await Task.Delay(JournalInterval, engine.Clock, cancellationToken);
                await journal.FlushAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await journal.FlushAsync(CancellationToken.None);
        }
    }
}
