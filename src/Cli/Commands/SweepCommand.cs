using System.CommandLine;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Results.Processing;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Cli.Commands;

/// <summary><c>caption sweep</c>: what upload events missed.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var addresses = new Argument<string[]>("ADDRESS")
        {
            Description = "Folders to look over; those of CAPTION_EVENTS_FROM when none is named.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var quiet = new Option<bool>("--quiet") { Description = "No line for each picture that was done." };
        var command = new Command(
            "sweep",
            "Captions stored pictures that have no result, removes results of pictures that are gone and what is older than "
                + "CAPTION_RETENTION_DAYS."
        )
        {
            addresses,
            quiet,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(addresses)!, parsed.GetValue(quiet), cancellationToken));
        return command.WithExamples("caption sweep s3://photos/in/", "CAPTION_EVENTS_FROM=file:///srv/pictures/ caption sweep");
    }

    private static async Task<int> RunAsync(string[] addresses, bool isQuiet, CancellationToken cancellationToken)
    {
        var settings = CaptionSettings.FromEnvironment(HostProfile.Kubernetes);
        var (folders, errors) = addresses.Length > 0 ? AddressArguments.TryParseFolders(addresses) : (settings.Events.From, []);
        if (folders.Count == 0 && errors.Count > 0)
            throw new InvalidDataException(string.Join(Environment.NewLine, errors));
        if (folders.Count == 0)
            throw new InvalidDataException("Name a folder, or set CAPTION_EVENTS_FROM.");
        foreach (var error in errors)
            await Console.Error.WriteLineAsync(error);
        settings = settings with { Events = settings.Events with { From = folders } };
        var stores = StoreSetup.Open(settings, PictureSources.Clouds, TimeProvider.System);
        using var service = new CaptionService(settings.Service, TimeProvider.System, CaptionIds.System);
        service.Start();
        var background = EventServices.Create(service, settings, stores, TimeProvider.System);
        var sweep = new Sweep(background.Dispatcher!, settings.Concurrency * 2);
        var outcomes = new Dictionary<PictureOutcomeKind, int>();
        var isStopped = false;
        foreach (var folder in folders)
        {
            var failure = await sweep.RunAsync(
                folder,
                (address, outcome) => Report(address, outcome, isQuiet, outcomes),
                cancellationToken
            );
            if (failure is null)
                continue;
            await Console.Error.WriteLineAsync($"{folder}: {failure.Detail}");
            isStopped = true;
        }

        var retained =
            background.ReviewStore is { } reviewStore && settings.Events.Retention is { } retention
                ? await Sweep.RetainAsync(reviewStore.Folder, DateTimeOffset.UtcNow - retention, cancellationToken)
                : default;
        if (retained.Failure is { } unremoved)
        {
            await Console.Error.WriteLineAsync(
                $"{settings.Events.ReviewsTo}: what is too old could not all be removed: {unremoved.Detail}"
            );
            isStopped = true;
        }

        var counts = string.Join(", ", outcomes.OrderBy(end => end.Key).Select(end => $"{end.Value} {EventOutcome.NameOf(end.Key)}"));
        await Console.Error.WriteLineAsync(
            $"swept: {counts}{(retained.Deleted > 0 ? $"; {retained.Deleted} kept objects were too old" : "")}"
        );
        var isPartial =
            errors.Count > 0 || outcomes.ContainsKey(PictureOutcomeKind.Retry) || outcomes.ContainsKey(PictureOutcomeKind.Lost);
        return isStopped ? ExitCode.TryAgain
            : isPartial ? ExitCode.Partial
            : ExitCode.Done;
    }

    private static void Report(BlobAddress address, EventOutcome outcome, bool isQuiet, Dictionary<PictureOutcomeKind, int> counts)
    {
        counts[outcome.Kind] = counts.GetValueOrDefault(outcome.Kind) + 1;
        if (outcome.Kind is PictureOutcomeKind.Described or PictureOutcomeKind.Recorded or PictureOutcomeKind.Removed && !isQuiet)
        {
            Console.WriteLine($"{SingleLine.Escape(address.ToString())}\t{outcome.Name}\t{outcome.Code}");
        }

        if (outcome.IsTroubled)
            Console.Error.WriteLine($"{SingleLine.Escape(address.ToString())}: {outcome.Code}");
    }
}
