using Serverless.Archives;
using Serverless.Archives.Runs;
using Serverless.Archives.Sharding;
using Serverless.Archives.Telling;
using Serverless.Archives.Work;
using Serverless.Core.Pipeline;
using Serverless.Settings;
using Serverless.Settings.Decoding;

namespace Serverless.Cli.Archive;

/// <summary>Does what <c>caption archive</c> was asked for.</summary>
internal sealed class ArchiveJob(ArchiveRequest request, CaptionSettings settings, ArchivePlaces places, ShardChoice choice)
{
    private const int BatchSize = 4; // on two processors the best of 1 to 16 (docs/figures-archives.md)

    /// <summary>From the options to the exit code.</summary>
    /// <exception cref="InvalidDataException">An option cannot be honoured.</exception>
    public static async Task<int> RunAsync(ArchiveRequest request, CancellationToken cancellationToken)
    {
        if (request.Faults() is { Count: > 0 } faults)
            throw new InvalidDataException(string.Join(Environment.NewLine, faults));
        var settings = CaptionSettings.FromEnvironment(HostProfile.CommandLine);
        if (
            !ShardChoice.Decide(request.Shard, settings.Archives, Environment.GetEnvironmentVariable).TryGet(out var choice, out var fault)
        )
            throw new InvalidDataException(fault);
        if (request.AppliesReviews && settings.Events.ReviewsTo is null)
            throw new InvalidDataException($"--apply-reviews needs {SettingNames.ReviewsTo}: the folder that holds the reviews.");
        if (choice.Shard is null && settings.Archives.Run is null && choice.Run is null)
            throw new InvalidDataException($"Workers that claim shares need one name for their run: set {SettingNames.Run}.");
        if (choice.Shard is null && request.Report is not null)
            throw new InvalidDataException("--report goes to the step that joins the shares (--limit 0), not to workers that claim them.");
        return await new ArchiveJob(request, settings, ArchivePlaces.Open(request, settings), choice).DoAsync(cancellationToken);
    }

    private async Task<int> DoAsync(CancellationToken cancellationToken)
    {
        var plan = Plan();
        if (request.Undo is { } run)
            return await UndoAsync(plan, run, cancellationToken);
        if (request.Limit == 0 && !request.IsDry)
            return await ShareAsync(plan, null, cancellationToken);
        var decoder = ImageDecoders.Start(settings);
        using var models = LoadedModels.Load(settings.Models, settings.Runtime);
        if (
            request.Version is { } version
            && NuGet.Versioning.SemanticVersion.TryParse(models.Identity.Version, out var mine)
            && mine < version
        )
        {
            throw new InvalidDataException(
                $"--older-than {version}: the loaded model is {models.Identity.Name} {models.Identity.Version} itself, so nothing would become newer."
            );
        }

        var engine = new ArchiveEngine(
            new CaptionPipeline(decoder, models, TimeProvider.System, CaptionIds.System),
            decoder,
            models.Identity
        );
        if (request.IsDry)
            return await new ArchiveEstimate(request, settings, places, choice).TellAsync(plan, engine, cancellationToken);
        if (choice.Shard is not null)
            return await ShareAsync(plan, engine, cancellationToken);
        return await ClaimAsync(plan, engine, cancellationToken);
    }

    private ArchivePlan Plan() =>
        new(settings.Archives.Run ?? choice.Run ?? CaptionIds.System.Next(), choice.Shard ?? Shard.Whole)
        {
            Include = request.Rules,
            Limit = request.Limit,
            IsForced = request.IsForced,
            OlderThan = request.Version,
            ReplacesPerson = request.ReplacesPerson,
            MinQuality = request.MinQuality,
            JoinsNearDuplicates = request.JoinsNearDuplicates,
            Parallel = request.Parallel ?? Math.Max(1, Environment.ProcessorCount / settings.Runtime.Threads),
            BatchSize = BatchSize,
            MaxBytes = settings.Pictures.MaxBytes,
            Limits = settings.Limits,
            Decoder = settings.Decoder,
            RetriesFailed = request.RetriesFailed,
            KeepsTime = request.KeepsTime,
            Outputs = places.Outputs,
        };

    /// <summary>One share: carry reviews, describe, tell.</summary>
    private async Task<int> ShareAsync(ArchivePlan plan, ArchiveEngine? engine, CancellationToken cancellationToken)
    {
        var meter = new RunMeter(TimeProvider.System);
        var summary = new ArchiveSummary(request, plan, choice.IsJob, meter);
        if (request.AppliesReviews)
        {
            var reviews = new ReviewPropagator(places.Shelf, places.Keeper!, plan);
            if (await reviews.DoAsync(cancellationToken) is { } unread)
                return await summary.StoppedAsync($"reviews cannot be read: {unread.Detail}");
            summary.Reviews = reviews.Carried;
            summary.Faults += reviews.Damaged.Count;
            foreach (var damaged in reviews.Damaged)
                await Console.Error.WriteLineAsync(OneLine.Of(damaged));
        }

        if (engine is not null && await DescribeAsync(plan, engine, meter, summary, cancellationToken) is { } stopped)
            return stopped;
        var telling = new ArchiveOutputs(request, plan, places, settings, choice);
        if (await telling.MakeAsync(summary, cancellationToken) is { } untold)
            return await summary.StoppedAsync($"not all could be told: {untold.Detail}");
        return await summary.EndAsync();
    }

    /// <returns>An exit code where it stopped before its end.</returns>
    private async Task<int?> DescribeAsync(
        ArchivePlan plan,
        ArchiveEngine engine,
        RunMeter meter,
        ArchiveSummary summary,
        CancellationToken cancellationToken
    )
    {
        var journal = request is { IsForced: false, OlderThan: null, ReplacesPerson: false }
            ? await Journal.OpenAsync(places.Shelf.Place, engine.Model, plan, cancellationToken)
            : default;
        if (journal.Failure is { } unread)
            return await summary.StoppedAsync($"the store cannot be read: {unread.Detail}");
        var run = new ArchiveRun(plan, places.Shelf, engine, journal.Value, places.Keeper, meter, TimeProvider.System, CaptionIds.System);
        var cost = ArchiveEstimate.MeterOf(request, settings, choice, meter);
        try
        {
            var stop = RunStop.None;
            await ArchiveProgress.ShowAsync(
                request,
                plan,
                places.Shelf,
                meter,
                summary,
                async () => stop = await run.DoAsync(summary.Tell, () => cost?.MustStop(), cancellationToken),
                cancellationToken
            );
            summary.Spent = cost?.Spent;
            if (stop.Reason != RunStopReason.None)
                return await summary.StoppedAsync(stop.Detail, stop.Reason == RunStopReason.Asked ? ExitCode.Gated : ExitCode.TryAgain);
            return null;
        }
        finally
        {
            await new RunNotes(places.Shelf.Place).KeepAsync(
                plan,
                $"{engine.Model.Name} {engine.Model.Version}",
                meter,
                TimeProvider.System,
                CancellationToken.None
            );
        }
    }

    /// <summary>Where the platform numbers no workers they claim shares, one after another, until all are done.</summary>
    private async Task<int> ClaimAsync(ArchivePlan plan, ArchiveEngine engine, CancellationToken cancellationToken)
    {
        var worker = Environment.GetEnvironmentVariable("CONTAINER_APP_REPLICA_NAME") is { Length: > 0 } name
            ? $"{name}-{CaptionIds.System.Next()}"
            : CaptionIds.System.Next();
        var claims = new ShardClaims(places.Shelf.Place, plan.Run, choice.Count, worker, TimeProvider.System);
        var worst = ExitCode.Done;
        while (true)
        {
            if (!(await claims.ClaimAsync(cancellationToken)).TryGet(out var claimed, out var failure))
            {
                await Console.Error.WriteLineAsync($"stopped: no share can be claimed: {failure.Detail}");
                return ExitCode.TryAgain;
            }

            if (claimed.Shard is null)
                return worst;
            await claims.HoldAsync(
                claimed,
                async token =>
                    (worst = Math.Max(worst, await ShareAsync(plan with { Shard = claimed.Shard }, engine, token))) == ExitCode.Done,
                cancellationToken
            );
            if (worst != ExitCode.Done)
                return worst;
        }
    }

    private async Task<int> UndoAsync(ArchivePlan plan, string run, CancellationToken cancellationToken)
    {
        var undo = new RunUndo(places.Shelf);
        if (await undo.DoAsync(run, request.IsDry, cancellationToken) is { } failure)
        {
            await Console.Error.WriteLineAsync($"stopped: {failure.Detail}");
            return ExitCode.TryAgain;
        }

        if (!request.IsQuiet)
            Console.WriteLine(
                FormattableString.Invariant(
                    $"{(request.IsDry ? "would take back" : "took back")} {undo.Removed:N0} results of {run}; {undo.Returned:N0} pictures {(request.IsDry ? "would have" : "have")} the words of before, or none"
                )
            );
        foreach (var damaged in undo.Damaged)
            await Console.Error.WriteLineAsync($"left: {OneLine.Of(damaged)}");
        var isWhole = undo.Damaged.Count == 0;
        if (request.Form != ArchiveForm.Xmp || request.IsDry)
            return isWhole ? ExitCode.Done : ExitCode.InPart;
        var files = new XmpExporter(
            places.Shelf,
            plan with
            {
                ReplacesPerson = true,
            },
            request.IsInPlace ? null : places.Output,
            (name, why) => Console.Error.WriteLine($"{OneLine.Of(name)}: {why}")
        )
        {
            TakesAway = true,
        };
        var told = await new ArchiveExport(places.Shelf, plan).TellAsync([files], cancellationToken);
        if (!request.IsQuiet)
            Console.WriteLine(FormattableString.Invariant($"xmp: {files.Written:N0} files changed, {files.Unchanged:N0} as they were"));
        return told is not null ? ExitCode.TryAgain
            : files.Faults > 0 || !isWhole ? ExitCode.InPart
            : ExitCode.Done;
    }
}
