using System.Diagnostics;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Results;
using Serverless.Results.Processing;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Events;

/// <summary>
/// Does what an event about one object asks for: refuses by rule what is not ours, and leaves the rest to <see cref="PictureProcessor"/>.
/// What the event says is a hint: the store is asked.
/// </summary>
/// <param name="service">The pipeline.</param>
/// <param name="results">Results by folders of pictures.</param>
/// <param name="processor">The write protocol.</param>
/// <param name="settings">Which uploads, and how large a picture may be.</param>
public sealed class EventProcessor(CaptionService service, ResultStores results, PictureProcessor processor, CaptionSettings settings)
{
    private readonly ServiceDescriber _describer = new(service);

    private readonly ProcessingPolicy _policy = new(settings.Pictures.MaxBytes);

    /// <summary>Results by folders of pictures.</summary>
    public ResultStores Results => results;

    /// <summary>Folders whose events are processed.</summary>
    public IReadOnlyList<BlobAddress> Folders => settings.Events.From;

    /// <summary>Does what an event about one object asks for.</summary>
    /// <param name="received">The event.</param>
    /// <param name="cancellationToken">The platform's deadline.</param>
    public async Task<EventOutcome> ProcessAsync(ObjectEvent received, CancellationToken cancellationToken)
    {
        // 1. What is in none of our folders, only stands for a folder, or is a document of ours is left alone.
        if (Folders.FirstOrDefault(folder => received.Address.Below(folder) is { Length: > 0 }) is not { } folder)
            return new EventOutcome(PictureOutcomeKind.NotOurs);
        if (FolderMarkers.IsMarker(received.Address.Key))
            return EventOutcome.Of(new PictureOutcome(PictureOutcomeKind.NotPicture));
        if (!results.Of(folder).TryGet(out var store, out var failure))
            return EventOutcome.Of(failure);
        var key = store.Pictures.Prefix + received.Address.Below(folder);
        if (store.IsReserved(key))
            return new EventOutcome(PictureOutcomeKind.NotOurs);

        // 2. The picture is described, or its results are removed.
        var picture = new StoredPicture(store, key, received.Address, received.Version) { Order = received.Order };
        var policy = _policy with { IsLastAttempt = received.Attempt >= settings.Events.MaxAttempts };
        var outcome = EventOutcome.Of(await ProcessAsync(received.Change, picture, policy, cancellationToken));

        // 3. Damaged documents of ours that were made anew are said.
        return outcome.Code.Length == 0 && store.Damaged.ToList() is { Count: > 0 } damaged
            ? outcome with
            {
                Code = "damaged_" + string.Join("_and_", damaged),
            }
            : outcome;
    }

    private async Task<PictureOutcome> ProcessAsync(
        ObjectChange change,
        StoredPicture picture,
        ProcessingPolicy policy,
        CancellationToken cancellationToken
    ) =>
        change switch
        {
            ObjectChange.Created => await DescribeAsync(picture, policy, cancellationToken),
            ObjectChange.Deleted => await PictureProcessor.RemoveAsync(picture, cancellationToken),
            ObjectChange.Changed => await DescribeAsync(picture with { Version = null }, policy, cancellationToken)
                is { Kind: not PictureOutcomeKind.Gone } outcome
                ? outcome
                : await PictureProcessor.RemoveAsync(picture, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "A folder's event is no object's."),
        };

    private async Task<PictureOutcome> DescribeAsync(StoredPicture picture, ProcessingPolicy policy, CancellationToken cancellationToken)
    {
        if (service.Models is not { } models || !service.IsReady)
            return new PictureOutcome(PictureOutcomeKind.Retry, FailureTable.Of(FailureReason.NotReady).Code);
        var found = await processor.FindAsync(picture, models.Identity, policy, cancellationToken);
        return found.TryGet(out var work, out var outcome)
            ? await processor.DescribeAsync(work, _describer, cancellationToken)
                ?? throw new UnreachableException("The service defers nothing.")
            : outcome;
    }
}
