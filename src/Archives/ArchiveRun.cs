using System.Threading.Channels;
using Serverless.Archives.Runs;
using Serverless.Archives.Scanning;
using Serverless.Archives.Work;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Reviews;

namespace Serverless.Archives;

/// <summary>
/// Describes the pictures of an archive. Listing, looking and decoding, describing and writing overlap; between them stand bounded channels, so that memory does not grow with the archive.
/// Nothing but the results is relied on: a run that was killed is run again.
/// </summary>
public sealed class ArchiveRun
{
    private const int LooksOnFiles = 4,
        LooksOnStores = 16,
        Writes = 8,
        Waiting = 64;

    private static readonly TimeSpan JournalPause = TimeSpan.FromSeconds(15);

    private readonly RunContext _run;
    private readonly Journal? _journal;
    private readonly ArchiveScan _scan;

    /// <summary>Makes a run.</summary>
    /// <param name="plan">What is asked.</param>
    /// <param name="resultStore">The pictures and their results.</param>
    /// <param name="engine">What describes pictures.</param>
    /// <param name="journal">Remembers what is done; null to look at every picture.</param>
    /// <param name="reviewStore">Keeps what reviews need; null for no reviews.</param>
    /// <param name="meter">Counts.</param>
    /// <param name="clock">Gives the times.</param>
    /// <param name="ids">Names captions.</param>
    public ArchiveRun(
        ArchivePlan plan,
        ResultStore resultStore,
        ArchiveEngine engine,
        Journal? journal,
        ReviewStore? reviewStore,
        RunMeter meter,
        TimeProvider clock,
        CaptionIds ids
    )
    {
        _run = new RunContext(plan, resultStore, engine, reviewStore, meter, clock, ids);
        _journal = journal;
        _scan = new ArchiveScan(resultStore, plan);
    }

    /// <summary>Does it.</summary>
    /// <param name="onEnd">Takes how each picture ended, from several threads at once.</param>
    /// <param name="mustStop">Asked before each picture: why the run stops here, or null.</param>
    /// <param name="cancellationToken">Ends the run at once; what is written stays.</param>
    /// <returns>Why it stopped before its end.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<RunStop> DoAsync(Action<PictureOutcome> onEnd, Func<string?> mustStop, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _run.OnEnd = (task, end) => End(task, end, onEnd);
        var stages = new StageRunner(ending);
        var tasks = Channel.CreateBounded<PictureTask>(Waiting);
        var prepared = Channel.CreateBounded<PictureTask>(_run.Plan.Parallel * _run.Plan.BatchSize);
        var described = Channel.CreateBounded<(PictureTask Task, Caption Caption)>(2 * _run.Plan.Parallel * _run.Plan.BatchSize);
        var looks = _run.Shelf.Pictures.Address.Scheme == "file" ? LooksOnFiles : LooksOnStores;
        RunStop? stop = null;
        var flushing = FlushAsync(ending.Token);
        try
        {
            await Task.WhenAll(
                stages.RunAsync(1, async token => stop = await FeedAsync(tasks.Writer, onEnd, mustStop, token), tasks.Writer),
                stages.RunAsync(looks, token => LookAsync(tasks.Reader, prepared.Writer, token), prepared.Writer),
                stages.RunOnThreadsAsync(
                    _run.Plan.Parallel,
                    token => new BatchDescriber(_run).Work(prepared.Reader, described.Writer, token),
                    described.Writer
                ),
                stages.RunAsync(Writes, token => WriteAsync(described.Reader, token))
            );
        }
        catch (OperationCanceledException)
        {
            stages.ThrowIfBroken();
            if (_run.Budget.Spent is null || cancellationToken.IsCancellationRequested)
                throw;
        }
        finally
        {
            await ending.CancelAsync();
            await flushing;
        }

        return _run.Budget.Spent is { } spent ? new RunStop(RunStopReason.Persistent, spent) : stop ?? RunStop.None;
    }

    private async Task<RunStop?> FeedAsync(
        ChannelWriter<PictureTask> tasks,
        Action<PictureOutcome> onEnd,
        Func<string?> mustStop,
        CancellationToken cancellationToken
    )
    {
        await foreach (var scanned in _scan.ChunksAsync(cancellationToken))
        {
            if (!scanned.TryGet(out var chunk, out var failure))
                return new RunStop(RunStopReason.Persistent, $"the archive cannot be listed: {failure.Detail}");
            TellUnkeyed(onEnd);
            foreach (var task in Tasks(chunk, onEnd))
            {
                if (_run.IsAtLimit)
                    return null;
                if (mustStop() is { } why)
                    return new RunStop(RunStopReason.Asked, why);
                await tasks.WriteAsync(task, cancellationToken);
            }
        }

        TellUnkeyed(onEnd);
        return null;
    }

    /// <summary>The pictures of a chunk that must be looked at; of those that the journal knows, failures that stand are told.</summary>
    private IEnumerable<PictureTask> Tasks(Chunk chunk, Action<PictureOutcome> onEnd)
    {
        var entry = _journal?.Of(chunk);
        var again = entry
            ?.Failures.Where(failure => _run.Plan.Wants(failure.Error))
            .Select(failure => failure.Name)
            .ToHashSet(StringComparer.Ordinal);
        var standing = entry?.Failures.Where(failure => !again!.Contains(failure.Name)).ToList() ?? [];
        var open = entry is null ? chunk.Pictures : [.. chunk.Pictures.Where(picture => again!.Contains(picture.Name))];
        if (entry is not null)
            Pass(chunk, entry, standing, open.Count, onEnd);
        var progress = new ChunkProgress(chunk, open.Count, entry is null ? JournalEntry.Nothing : entry with { Failures = standing });
        return open.Select(picture => new PictureTask(
            picture,
            _run.Shelf.NamesOf(picture.Key),
            progress,
            !chunk.Unpointed.Contains(picture.Name)
        ));
    }

    private void Pass(Chunk chunk, JournalEntry entry, List<StandingFailure> standing, int open, Action<PictureOutcome> onEnd)
    {
        _run.Meter.Skip(chunk.Pictures.Count - entry.Others.Count - standing.Count - open, entry.Others.Count);
        foreach (var failure in standing)
        {
            if (chunk.Pictures.FirstOrDefault(picture => picture.Name == failure.Name) is { } picture)
            {
                Tell(new PictureOutcome(picture, PictureOutcomeKind.Existed, null, failure.Error.Code, failure.Error.Detail), onEnd);
            }
        }
    }

    /// <summary>What no key names can neither be read nor get a result: it is told by name, in every run.</summary>
    private void TellUnkeyed(Action<PictureOutcome> onEnd)
    {
        while (_scan.Unkeyed.TryDequeue(out var shown))
        {
            var detail = shown.EndsWith('/')
                ? "No address can name what is in it, for the folder's name is not UTF-8 or holds characters that stand for others: rename it."
                : "No address can name it, for its name is not UTF-8 or holds characters that stand for others: rename it.";
            var address = _run.Shelf.Pictures.Address;
            Tell(
                new PictureOutcome(
                    new Candidate(shown, shown, "", address),
                    PictureOutcomeKind.Failed,
                    null,
                    ResultNames.NotAllowed,
                    detail
                ),
                onEnd
            );
        }
    }

    private async Task LookAsync(
        ChannelReader<PictureTask> tasks,
        ChannelWriter<PictureTask> prepared,
        CancellationToken cancellationToken
    )
    {
        var look = new PictureInspector(_run);
        await foreach (var task in tasks.ReadAllAsync(cancellationToken))
        {
            if (await look.LookAsync(task, cancellationToken) is { } end)
                _run.OnEnd(task, end);
            else if (task.Prepared is not null)
                await prepared.WriteAsync(task, cancellationToken);
            if (_run.Budget.Spent is not null)
                throw new OperationCanceledException();
        }
    }

    private async Task WriteAsync(ChannelReader<(PictureTask Task, Caption Caption)> described, CancellationToken cancellationToken)
    {
        await foreach (var (task, caption) in described.ReadAllAsync(cancellationToken))
        {
            var end = await _run.Writer.DescribedAsync(task, caption, cancellationToken);
            _run.OnEnd(task, end);
            await _run.ReleaseAsync(task, end, cancellationToken);
            if (_run.Budget.Spent is not null)
                throw new OperationCanceledException();
        }
    }

    private void End(PictureTask task, PictureOutcome end, Action<PictureOutcome> onEnd)
    {
        if (task.Chunk.End(end) is { } entry)
            _journal?.Note(task.Chunk.Mark, entry);
        if (end.Code != RunContext.BeyondLimit)
            Tell(end, onEnd);
    }

    private void Tell(PictureOutcome end, Action<PictureOutcome> onEnd)
    {
        _run.Meter.Count(end);
        onEnd(end);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_journal is null)
            return;
        try
        {
            while (true)
            {
                await Task.Delay(JournalPause, _run.Clock, cancellationToken);
                await _journal.FlushAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await _journal.FlushAsync(CancellationToken.None);
        }
    }
}
