using System.Threading.Channels;
using Serverless.Archives.Runs;
using Serverless.Archives.Scanning;
using Serverless.Results;
using Serverless.Results.Processing;

namespace Serverless.Archives.Work;

/// <summary>Lists the archive, passes over what the journal knows, and hands on the pictures that must be inspected.</summary>
/// <param name="run">What all stages of a run share.</param>
/// <param name="journal">Remembers what is done; null to inspect every picture.</param>
/// <param name="meter">Counts what is passed over.</param>
/// <param name="mustStop">Called before each picture: why the run stops here, or null.</param>
internal sealed class TaskSource(RunContext run, Journal? journal, RunMeter meter, Func<string?> mustStop)
{
    private const string UnkeyedFile =
            "No address can name it, for its name is not UTF-8 or holds characters that stand for others: rename it.",
        UnkeyedFolder =
            "No address can name what is in it, for the folder's name is not UTF-8 or holds characters that stand for others: rename it.";

    /// <summary>Hands on tasks until the listing or the limit is at its end.</summary>
    /// <param name="tasks">Takes them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it stopped before; null when it did not.</returns>
    public async Task<RunStop?> FeedAsync(ChannelWriter<PictureTask> tasks, CancellationToken cancellationToken)
    {
        var scan = new ArchiveScan(run.Results, run.Plan);
        await foreach (var scanned in scan.ChunksAsync(cancellationToken))
        {
            if (!scanned.TryGet(out var chunk, out var failure))
                return new RunStop(RunStopReason.Persistent, $"the archive cannot be listed: {failure.Detail}");
            ReportUnkeyed(scan);
            foreach (var task in TasksOf(chunk))
            {
                if (run.IsAtLimit)
                    return null;
                if (mustStop() is { } why)
                    return new RunStop(RunStopReason.Requested, why);
                await tasks.WriteAsync(task, cancellationToken);
            }
        }

        ReportUnkeyed(scan);
        return null;
    }

    /// <summary>The pictures of a chunk that must be inspected. Failures that the journal knows and that stand are reported.</summary>
    private IEnumerable<PictureTask> TasksOf(Chunk chunk)
    {
        // 1. A chunk that the journal does not know is inspected as a whole.
        if (journal?.Of(chunk) is not { } entry)
            return TasksOf(chunk, chunk.Pictures, JournalEntry.Nothing);

        // 2. Of one that it knows, the failures that may be mended now are tried once more, and the others stand.
        var isWanted = entry.Failures.ToLookup(failure => run.Policy.Wants(failure.Error));
        var names = isWanted[true].Select(failure => failure.Name).ToHashSet(StringComparer.Ordinal);
        var (standing, open) = (isWanted[false].ToList(), chunk.Pictures.Where(picture => names.Contains(picture.Name)).ToList());
        meter.Skip(chunk.Pictures.Count - entry.Others.Count - standing.Count - open.Count, entry.Others.Count);
        ReportStanding(chunk, standing);
        return TasksOf(chunk, open, entry with { Failures = standing });
    }

    private static IEnumerable<PictureTask> TasksOf(Chunk chunk, IReadOnlyList<Candidate> open, JournalEntry known)
    {
        var progress = new ChunkProgress(chunk, open.Count, known);
        return open.Select(picture => new PictureTask(picture, progress, !chunk.Unpointed.Contains(picture.Name)));
    }

    private void ReportStanding(Chunk chunk, List<StandingFailure> standing)
    {
        foreach (var (name, error) in standing)
        {
            if (chunk.Pictures.FirstOrDefault(picture => picture.Name == name) is { } picture)
                run.Outcomes.Report(picture, new PictureOutcome(PictureOutcomeKind.Existed, error.Code, error.Detail));
        }
    }

    /// <summary>What no key names can neither be read nor get a result: it is reported by name, in every run.</summary>
    private void ReportUnkeyed(ArchiveScan scan)
    {
        while (scan.Unkeyed.TryDequeue(out var shown))
        {
            var picture = new Candidate(shown, shown, "", run.Results.Pictures.Address);
            var detail = shown.EndsWith('/') ? UnkeyedFolder : UnkeyedFile;
            run.Outcomes.Report(picture, new PictureOutcome(PictureOutcomeKind.Lost, ResultNames.NotAllowed, detail));
        }
    }
}
