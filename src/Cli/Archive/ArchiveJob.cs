using System.Globalization;
using Serverless.Archives;
using Serverless.Archives.Export;
using Serverless.Archives.Runs;
using Serverless.Archives.Scanning;
using Serverless.Archives.Sharding;
using Serverless.Archives.Work;
using Serverless.Cli.Models;
using Serverless.Core.Pipeline;
using Serverless.Results.Processing;
using Serverless.Settings;
using Serverless.Settings.Decoding;

namespace Serverless.Cli.Archive;

/// <summary>Does what <c>caption archive</c> was asked for.</summary>
internal sealed class ArchiveJob(ArchiveRequest request, CaptionSettings settings, ArchiveLocations locations, ShardChoice choice)
{
    private const int BatchSize = 4; // on two processors the best of 1 to 16 (docs/figures-archives.md)

    private ArchiveTraffic? _traffic;

    /// <summary>From the options to the exit code.</summary>
    /// <exception cref="InvalidDataException">An option cannot be honoured.</exception>
    public static async Task<int> RunAsync(ArchiveRequest request, CancellationToken cancellationToken)
    {
        if (request.Validate() is { Count: > 0 } faults)
            throw new InvalidDataException(string.Join(Environment.NewLine, faults));
        var settings = CaptionSettings.FromEnvironment(HostProfile.CommandLine);
        if (
            !ShardChoice.Decide(request.Shard, settings.Archives, Environment.GetEnvironmentVariable).TryGet(out var choice, out var error)
        )
            throw new InvalidDataException(error);
        if (request.AppliesReviews && settings.Events.ReviewsTo is null)
            throw new InvalidDataException($"--apply-reviews needs {SettingNames.ReviewsTo}: the folder that holds the reviews.");
        if (choice.Shard is null && settings.Archives.Run is null && choice.Run is null)
            throw new InvalidDataException($"Workers that claim shares need one name for their run: set {SettingNames.Run}.");
        if (choice.Shard is null && request.Report is not null)
            throw new InvalidDataException("--report goes to the step that joins the shares (--limit 0), not to workers that claim them.");
        return await new ArchiveJob(request, settings, ArchiveLocations.Open(request, settings), choice).ExecuteAsync(cancellationToken);
    }

    private async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var plan = Plan();
        if (request.Undo is { } run)
            return await UndoAsync(plan, run, cancellationToken);
        if (request.Limit == 0 && !request.IsDryRun)
            return await RunShardAsync(plan, null, cancellationToken);
        var decoder = ImageDecoders.Start(settings);
        var modelChoice = new ModelChoice(ModelSurroundings.Create(), (request.IsQuiet, request.HasColor));
        using var models = (await modelChoice.OpenAsync(request.Model, cancellationToken)).Load(settings.Runtime);
        if (
            request.Version is { } version
            && NuGet.Versioning.SemanticVersion.TryParse(models.Identity.Version, out var mine)
            && mine < version
        )
        {
            throw new InvalidDataException(
                $"--older-than {version}: the loaded model is {models.Identity.Name} {models.Identity.Version} itself, so "
                    + $"nothing would become newer."
            );
        }

        var engine = new ArchiveEngine(
            new CaptionPipeline(decoder, models, TimeProvider.System, CaptionIds.System) { Wording = settings.Wording },
            decoder,
            models.Identity,
            CaptionIds.System,
            TimeProvider.System
        );
        if (request.IsDryRun)
            return await new ArchiveCostEstimate(request, settings, locations, choice).PrintAsync(plan, engine, cancellationToken);
        await using var traffic = ArchiveTraffic.Start(locations.Traffic, settings, models, engine.Pipeline, TimeProvider.System);
        _traffic = traffic;
        if (choice.Shard is not null)
            return await RunShardAsync(plan, engine, cancellationToken);
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
            Outputs = locations.Outputs,
        };

    /// <summary>One share: carry reviews, describe, tell.</summary>
    private async Task<int> RunShardAsync(ArchivePlan plan, ArchiveEngine? engine, CancellationToken cancellationToken)
    {
        var meter = new RunMeter(TimeProvider.System);
        var summary = new ArchiveSummary(request, plan, choice.IsJob, meter);
        if (request.AppliesReviews)
        {
            var reviews = new ReviewPropagator(locations.ResultStore, locations.ReviewStore!, plan);
            if (await reviews.DoAsync(cancellationToken) is { } unread)
                return await summary.StopAsync($"reviews cannot be read: {unread.Detail}");
            summary.Reviews = reviews.Applied;
            summary.ErrorCount += reviews.Damaged.Count;
            foreach (var damaged in reviews.Damaged)
                await Console.Error.WriteLineAsync(SingleLine.Escape(damaged));
        }

        if (engine is not null && await DescribeAsync(plan, engine, meter, summary, cancellationToken) is { } stopped)
            return stopped;
        var export = new ArchiveOutputs(request, plan, locations, settings, choice);
        if (await export.MakeAsync(summary, cancellationToken) is { } untold)
            return await summary.StopAsync($"not all could be told: {untold.Detail}");
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
            ? await Journal.OpenAsync(locations.ResultStore.Folder, engine.Model, plan, cancellationToken)
            : default;
        if (journal.Failure is { } unread)
            return await summary.StopAsync($"the store cannot be read: {unread.Detail}");
        void Tell(Candidate picture, PictureOutcome outcome)
        {
            summary.Report(picture, outcome);
            _traffic?.Count(outcome);
        }

        var run = new ArchiveRun(plan, new ArchiveStores(locations.ResultStore, locations.ReviewStore, journal.Value), engine, meter);
        var cost = ArchiveCostEstimate.MeterOf(request, settings, choice, meter);
        try
        {
            var stop = RunStop.None;
            await ArchiveProgress.ShowAsync(
                request,
                plan,
                locations.ResultStore,
                meter,
                summary,
                async () => stop = await run.DoAsync(Tell, () => cost?.MustStop(), cancellationToken),
                cancellationToken
            );
            summary.Spent = cost?.Spent;
            if (stop.Reason != RunStopReason.None)
                return await summary.StopAsync(stop.Detail, stop.Reason == RunStopReason.Requested ? ExitCode.Refused : ExitCode.TryAgain);
            return null;
        }
        finally
        {
            await new RunNotes(locations.ResultStore.Folder).KeepAsync(
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
        var claims = new ShardClaims(locations.ResultStore.Folder, plan.Run, choice.Count, worker, TimeProvider.System);
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
                    (worst = Math.Max(worst, await RunShardAsync(plan with { Shard = claimed.Shard }, engine, token))) == ExitCode.Done,
                cancellationToken
            );
            if (worst != ExitCode.Done)
                return worst;
        }
    }

    private async Task<int> UndoAsync(ArchivePlan plan, string run, CancellationToken cancellationToken)
    {
        var undo = new RunUndo(locations.ResultStore);
        if (await undo.DoAsync(run, request.IsDryRun, cancellationToken) is { } failure)
        {
            await Console.Error.WriteLineAsync($"stopped: {failure.Detail}");
            return ExitCode.TryAgain;
        }

        if (!request.IsQuiet)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(request.IsDryRun ? "would take back" : "took back")} {undo.Removed:N0} results of {run}; "
                        + $"{undo.Returned:N0} pictures {(request.IsDryRun ? "would have" : "have")} the words of before, or none"
                )
            );
        foreach (var damaged in undo.Damaged)
            await Console.Error.WriteLineAsync($"left: {SingleLine.Escape(damaged)}");
        var isWhole = undo.Damaged.Count == 0;
        if (request.Format != ArchiveFormat.Xmp || request.IsDryRun)
            return isWhole ? ExitCode.Done : ExitCode.Partial;
        var files = new XmpExporter(
            locations.ResultStore,
            plan with
            {
                ReplacesPerson = true,
            },
            request.IsInPlace ? null : locations.Output,
            (name, why) => Console.Error.WriteLine($"{SingleLine.Escape(name)}: {why}")
        )
        {
            TakesAway = true,
        };
        var exportFailure = await new ArchiveExport(locations.ResultStore, plan).ExportAsync([files], cancellationToken);
        if (!request.IsQuiet)
            Console.WriteLine(FormattableString.Invariant($"xmp: {files.Written:N0} files changed, {files.Unchanged:N0} as they were"));
        return exportFailure is not null ? ExitCode.TryAgain
            : files.Failed > 0 || !isWhole ? ExitCode.Partial
            : ExitCode.Done;
    }
}
