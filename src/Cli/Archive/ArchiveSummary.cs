using System.Collections.Concurrent;
using System.Globalization;
using Serverless.Archives;
using Serverless.Archives.Scanning;
using Serverless.Archives.Work;
using Serverless.Results.Processing;

namespace Serverless.Cli.Archive;

/// <summary>Reports outcomes, each refusal on its own line of standard error, and prints a summary at the end.</summary>
internal sealed class ArchiveSummary(ArchiveRequest request, ArchivePlan plan, bool isJob, RunMeter meter)
{
    private readonly ConcurrentQueue<string> _lines = new();
    private int _isWriting;

    /// <summary>Where lines about single pictures go: standard error, or above the bar while there is one.</summary>
    public Action<string> Sink { get; set; } = Console.Error.WriteLine;

    public long? Reviews { get; set; }

    public double? Spent { get; set; }

    public List<string> Outputs { get; } = [];

    /// <summary>Damaged reviews, and files that could not be written.</summary>
    public long ErrorCount { get; set; }

    /// <summary>Takes how a picture ended; called from several threads.</summary>
    public void Report(Candidate picture, PictureOutcome outcome)
    {
        var what = outcome switch
        {
            { Code.Length: > 0 } => $"{outcome.Code}: {outcome.Detail}",
            { Kind: PictureOutcomeKind.Described or PictureOutcomeKind.Joined, Result.Caption: { Verdict: "refused" } caption } =>
                $"refused: {string.Join(", ", caption.Quality.Reasons)}",
            _ => null,
        };
        if (what is null || (isJob && !outcome.IsToBeRetried && !outcome.IsGone))
            return; // a job's refusals are in the results
        Warn(picture.Name, what);
    }

    /// <summary>A line about a picture; called from several threads.</summary>
    public void Warn(string name, string what)
    {
        _lines.Enqueue($"{SingleLine.Escape(name)}: {what}");
        Flush();
    }

    public async Task<int> StopAsync(string why, int code = ExitCode.TryAgain)
    {
        await WriteAsync();
        await Console.Error.WriteLineAsync($"stopped: {why}");
        return code;
    }

    public async Task<int> EndAsync()
    {
        await WriteAsync();
        if (meter.Retries > 0)
            return ExitCode.TryAgain;
        var isPartial = meter.Verdicts.GetValueOrDefault("refused") + meter.Failed + meter.Standing + meter.Spared + ErrorCount > 0;
        return isPartial && !isJob ? ExitCode.Partial : ExitCode.Done;
    }

    private async Task WriteAsync()
    {
        Flush();
        if (request.IsQuiet)
            return;
        var (seconds, worked) = (meter.Elapsed.TotalSeconds, meter.Worked);
        await Console.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"run {plan.Run}{(plan.Shard.Count > 1 ? $", share {plan.Shard.Index} of {plan.Shard.Count}" : "")}: "
                    + $"{meter.Seen:N0} pictures, {worked:N0} worked on in {seconds:F1} "
                    + $"s{(worked > 0 ? $" ({worked / seconds:F1} a second)" : "")}"
            )
        );
        (long Count, string Say)[] counts =
        [
            (meter.Of(PictureOutcomeKind.Existed) - meter.Standing + meter.Skipped, "had a result"),
            (meter.Of(PictureOutcomeKind.KeptPerson) - meter.Spared, "have a person's words"),
            (meter.Of(PictureOutcomeKind.Joined), "got the words of an equal one"),
            (meter.Standing, "failed before, and nothing that bears on it has changed"),
            (meter.Spared, "may hold words that cannot be read"),
            (meter.Others, "other files are no pictures"),
            (meter.Of(PictureOutcomeKind.Erased), "are forgotten"),
            (meter.Gone, "are gone"),
            (meter.Retries, "are left for another try"),
        ];
        if (counts.Any(end => end.Count > 0))
            await Console.Out.WriteLineAsync(
                "  "
                    + string.Join(
                        ", ",
                        counts.Where(end => end.Count > 0).Select(end => FormattableString.Invariant($"{end.Count:N0} {end.Say}"))
                    )
            );
        if (meter.Verdicts.Count > 0)
            await Console.Out.WriteLineAsync(
                "  "
                    + string.Join(
                        ", ",
                        meter
                            .Verdicts.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                            .Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value:N0}"))
                    )
            );
        if (meter.Codes.Count > 0)
            await Console.Out.WriteLineAsync(
                "  failures: "
                    + string.Join(
                        ", ",
                        meter
                            .Codes.OrderByDescending(pair => pair.Value)
                            .Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value:N0}"))
                    )
            );
        if (Reviews is { } reviews)
            await Console.Out.WriteLineAsync(FormattableString.Invariant($"  {reviews:N0} reviews carried"));
        if (Spent is { } spent)
            await Console.Out.WriteLineAsync(FormattableString.Invariant($"  cost so far: {spent:F4}"));
        foreach (var output in Outputs)
            await Console.Out.WriteLineAsync("  " + output);
    }

    /// <summary>One thread writes the lines of all.</summary>
    private void Flush()
    {
        if (Interlocked.Exchange(ref _isWriting, 1) == 1)
            return;
        while (_lines.TryDequeue(out var line))
            Sink(line);
        Volatile.Write(ref _isWriting, 0);
    }
}
