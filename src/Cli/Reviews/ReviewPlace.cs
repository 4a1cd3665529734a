using System.CommandLine;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Reviews;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Cli.Reviews;

/// <summary>The folder of reviews that a command works on.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Reviews">What is in it.</param>
/// <param name="Service">Takes decisions as the hosts do.</param>
/// <param name="Settings">The settings.</param>
internal sealed record ReviewPlace(BlobAddress Address, ReviewStore Reviews, ReviewService Service, CaptionSettings Settings)
{
    public static Argument<string?> Argument() =>
        new("ADDRESS") { Description = "The folder of reviews; CAPTION_REVIEWS_TO when none is named.", Arity = ArgumentArity.ZeroOrOne };

    /// <exception cref="InvalidDataException">There is no such folder, or no address was given.</exception>
    public static ReviewPlace Open(string? argument)
    {
        var settings = CaptionSettings.FromEnvironment(HostProfile.Kubernetes);
        var address = argument is null ? settings.Events.ReviewsTo : AddressArguments.ParseFolders([argument])[0];
        if (address is null)
            throw new InvalidDataException("Name the folder of reviews, or set CAPTION_REVIEWS_TO.");
        settings = settings with { Events = settings.Events with { ReviewsTo = address } };
        var stores = StoreSetup.Open(settings, PictureSources.Clouds, TimeProvider.System);
        if (!stores.Open(address).TryGet(out var folder, out var closed))
            throw new InvalidDataException($"{SingleLine.Escape(address.ToString())}: {closed.Detail}");
        var reviews = new ReviewStore(folder, settings.Events.KeepsFeatures);
        var results = settings.Events.From.Count > 0 ? new ResultStores(stores, settings.Events.ResultsTo) : null;
        var service = new ReviewService(reviews, results, settings.Events.From, CaptionIds.System, TimeProvider.System);
        return new ReviewPlace(address, reviews, service, settings);
    }

    /// <summary>The queue as its names tell it.</summary>
    /// <exception cref="StoppedException">The store cannot be read.</exception>
    public async Task<QueueListing> ListAsync(CancellationToken cancellationToken)
    {
        if (!(await new ReviewQueue(Reviews).ListAsync(cancellationToken)).TryGet(out var listing, out var failure))
            throw new StoppedException($"{SingleLine.Escape(Address.ToString())}: {failure.Detail}", ExitCode.TryAgain);
        if (!listing.IsComplete)
            await Console.Error.WriteLineAsync($"The queue is longer than {ReviewQueue.MaxNames} names; the rest is left out.");
        return listing;
    }

    /// <summary>Writes each entry; one that cannot be read has its line on standard error.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="write">Writes one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(IEnumerable<QueueEntry> entries, Action<QueueItem> write, CancellationToken cancellationToken)
    {
        var code = ExitCode.Done;
        await foreach (var read in new ReviewQueue(Reviews).ItemsAsync(entries, cancellationToken))
        {
            if (read.TryGet(out var item, out var failure))
            {
                write(item);
                continue;
            }

            if (failure.Reason == StoreFailureReason.NotFound)
                continue; // erased meanwhile
            await Console.Error.WriteLineAsync(SingleLine.Escape(failure.Detail));
            code = ExitCode.Partial;
        }

        return code;
    }
}
