using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Fetching;
using Serverless.Results;
using Serverless.Results.Documents;
using Serverless.Results.Reviews;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Events;

/// <summary>
/// The write protocol: refuse by rule, look whether the work is done, read at the version, caption, create only if absent, point forward. Every step can be repeated, so an event may come
/// twice, late, out of order, or in the middle of a crash; nothing is remembered between events.
/// </summary>
/// <param name="service">The pipeline.</param>
/// <param name="results">Results by folders of pictures.</param>
/// <param name="settings">Which uploads, and where to.</param>
/// <param name="maxBytes">Largest picture.</param>
/// <param name="kept">Keeps what reviews need; null for no reviews.</param>
/// <param name="clock">Gives the times.</param>
public sealed class EventProcessor(
    CaptionService service,
    ResultStores results,
    EventSettings settings,
    long maxBytes,
    ReviewStore? kept,
    TimeProvider clock
)
{
    private static readonly CaptionOptions Options = CaptionOptions.Default;

    private static readonly EventOutcome Marker = new(EventOutcomeKind.NotOurs, "folder_marker");

    /// <summary>Results by folders of pictures.</summary>
    public ResultStores Results => results;

    /// <summary>Folders whose events are heeded.</summary>
    public IReadOnlyList<BlobAddress> Folders => settings.From;

    /// <summary>Does what an event about one object asks for.</summary>
    /// <param name="told">The event.</param>
    /// <param name="cancellationToken">The platform's deadline.</param>
    public async Task<EventOutcome> ProcessAsync(ObjectEvent told, CancellationToken cancellationToken)
    {
        if (settings.From.FirstOrDefault(folder => told.Address.Below(folder) is { Length: > 0 }) is not { } folder)
            return new EventOutcome(EventOutcomeKind.NotOurs);
        if (FolderMarkers.IsMarker(told.Address.Key))
            return Marker;
        if (!results.Of(folder).TryGet(out var resultStore, out var failure))
            return Failed(failure);
        var key = resultStore.Pictures.Prefix + told.Address.Below(folder);
        if (resultStore.IsOwn(key))
            return new EventOutcome(EventOutcomeKind.NotOurs);
        var outcome = told.Change switch
        {
            ObjectChange.Deleted => await RemoveAsync(resultStore, key, cancellationToken),
            ObjectChange.Changed => await LookAsync(resultStore, key, told, cancellationToken),
            ObjectChange.Created => await DescribeAsync(resultStore, key, told, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(told), told.Change, "A folder's event is no object's."),
        };
        return outcome.Code.Length == 0 && resultStore.Damaged.ToList() is { Count: > 0 } damaged
            ? outcome with
            {
                Code = "damaged_" + string.Join("_and_", damaged),
            }
            : outcome;
    }

    /// <summary>The event does not say whether the object was written or deleted: the store does.</summary>
    private async Task<EventOutcome> LookAsync(ResultStore resultStore, string key, ObjectEvent told, CancellationToken cancellationToken)
    {
        var outcome = await DescribeAsync(resultStore, key, told with { Version = null }, cancellationToken);
        return outcome.End == EventOutcomeKind.Gone ? await RemoveAsync(resultStore, key, cancellationToken) : outcome;
    }

    /// <summary>Only what is not there: a picture that came back has results again.</summary>
    private static async Task<EventOutcome> RemoveAsync(ResultStore resultStore, string key, CancellationToken cancellationToken)
    {
        var found = await resultStore.Pictures.Store.FindAsync(key, cancellationToken);
        if (found.Value is not null)
            return new EventOutcome(EventOutcomeKind.Superseded);
        if (found.Failure is { Reason: not StoreFailureReason.NotFound } failure)
            return Failed(failure);
        return await resultStore.RemoveAsync(resultStore.NamesOf(key), null, cancellationToken) is { } kept
            ? Failed(kept)
            : new EventOutcome(EventOutcomeKind.Removed);
    }

    private async Task<EventOutcome> DescribeAsync(
        ResultStore resultStore,
        string key,
        ObjectEvent told,
        CancellationToken cancellationToken
    )
    {
        if (service.Models is not { } models || !service.IsReady)
            return new EventOutcome(EventOutcomeKind.Again, FailureTable.Of(FailureReason.NotReady).Code);
        var names = resultStore.NamesOf(key);
        if (ResultNames.Fault(key, names.ResultOf(told.Address, "", models.Identity, Options)) is { } fault)
        {
            return new EventOutcome(EventOutcomeKind.Lost, fault.Code);
        }

        var version = told.Version;
        if (version is null)
        {
            var found = await resultStore.Pictures.Store.FindAsync(key, cancellationToken);
            if (!found.TryGet(out var properties, out var missing))
                return missing.Reason == StoreFailureReason.NotFound ? new EventOutcome(EventOutcomeKind.Gone) : Failed(missing);
            version = properties.Version;
        }

        if (!(await resultStore.KeysAsync(names, cancellationToken)).TryGet(out var keys, out var failure))
            return Failed(failure);
        if (keys.Contains(names.Tombstone) && await resultStore.IsForgottenAsync(names, version, cancellationToken))
            return new EventOutcome(EventOutcomeKind.Existed, "forgotten");
        var result = names.ResultOf(told.Address, version, models.Identity, Options);
        if (keys.Contains(result))
        {
            if (await FinishAsync(resultStore, key, result, cancellationToken) is { } finished)
                return finished;
            if (await resultStore.DiscardUnreadableAsync(result, cancellationToken) is { } undiscarded)
                return Failed(undiscarded);
        }

        var (described, isMarker) = await DescribeAtAsync(resultStore.Pictures.Store, key, version, cancellationToken);
        if (isMarker)
            return Marker;
        var document = new ResultDocument(
            told.Address.ToString(),
            version,
            told.Order,
            ResultDocument.Machine,
            null,
            null,
            clock.GetUtcNow()
        );
        if (described.TryGet(out var caption, out var refusal))
        {
            return await KeepAsync(
                resultStore,
                key,
                result,
                document with
                {
                    Caption = DocumentWriter.Of(caption),
                },
                caption,
                keys.Count == 0,
                cancellationToken
            );
        }

        if (refusal.Reason == FailureReason.BlobNotFound)
            return new EventOutcome(refusal.Field is null ? EventOutcomeKind.Gone : EventOutcomeKind.Superseded);
        var meaning = FailureTable.Of(refusal.Reason);
        var mayPass = meaning.IsRetryable || refusal.Reason == FailureReason.BlobNotAllowed;
        if (mayPass && !(told.Attempt >= settings.MostAttempts))
            return new EventOutcome(EventOutcomeKind.Again, meaning.Code);
        return await KeepAsync(
            resultStore,
            key,
            result,
            document with
            {
                Error = new ResultError(meaning.Code, refusal.Detail),
            },
            null,
            keys.Count == 0,
            cancellationToken
        );
    }

    /// <summary>
    /// The caption of exactly this version; "blob not found" with a field where another version is there. An object that only stands for a
    /// folder is no picture.
    /// </summary>
    private async Task<(Result<Caption, CaptionFailure> Described, bool IsMarker)> DescribeAtAsync(
        IBlobStore store,
        string key,
        string version,
        CancellationToken cancellationToken
    )
    {
        var read = await store.ReadBytesAsync(key, new BlobSelection(version, MaxBytes: maxBytes), cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
            return (FailureOf(failure), false);
        if (FolderMarkers.IsMarker(blob.Properties))
            return (FailureOf(StoreFailures.NotFound), true);
        if (blob.Bytes.Length == 0)
            return (new CaptionFailure(FailureReason.EmptyBody, "The object is empty."), false);
        if (!ContentCoding.OfStored(blob.Bytes, maxBytes).TryGet(out var bytes, out var undecoded))
            return (undecoded, false);
        var request = new CaptionRequest(bytes, Core.AltText.CaptionContext.None, Options);
        return (await service.RunAsync((pipeline, token) => pipeline.Describe(request, token), cancellationToken), false);
    }

    private static CaptionFailure FailureOf(StoreFailure failure) =>
        new(StoreFailureTable.ReasonOf(failure), failure.Detail, failure.Reason == StoreFailureReason.Changed ? "version" : null);

    private async Task<EventOutcome> KeepAsync(
        ResultStore resultStore,
        string key,
        string result,
        ResultDocument document,
        Caption? caption,
        bool isFirst,
        CancellationToken cancellationToken
    )
    {
        if (
            caption is not null
            && kept is not null
            && await kept.KeepAsync(caption, resultStore.Pictures.AddressOf(key), document, cancellationToken) is { } unkept
        )
            return Failed(unkept);
        if (await resultStore.KeepAsync(result, document, cancellationToken) is { } unwritten)
            return Failed(unwritten);
        if (await resultStore.PointAsync(key, result, document, isFirst, cancellationToken) is { } unmoved)
            return Failed(unmoved);
        return new EventOutcome(caption is null ? EventOutcomeKind.Recorded : EventOutcomeKind.Captioned, document.Error?.Code ?? "");
    }

    /// <summary>The work is done; a crash may have come before the pointer. Null where the result cannot be read, and the work must be done again.</summary>
    private static async Task<EventOutcome?> FinishAsync(
        ResultStore resultStore,
        string key,
        string result,
        CancellationToken cancellationToken
    )
    {
        if (!(await resultStore.ReadAsync(result, cancellationToken)).TryGet(out var document, out var failure))
            return failure.Reason == StoreFailureReason.Collision ? null : Failed(failure);
        return await resultStore.PointAsync(key, result, document, isFirst: false, cancellationToken) is { } unmoved
            ? Failed(unmoved)
            : new EventOutcome(EventOutcomeKind.Existed);
    }

    /// <summary>A store that fails is tried again by the platform, whatever its reason: nothing could be written down.</summary>
    internal static EventOutcome Failed(StoreFailure failure) =>
        failure.Reason is StoreFailureReason.InvalidKey or StoreFailureReason.Collision
            ? new EventOutcome(EventOutcomeKind.Lost, failure.Reason.ToString())
            : new EventOutcome(EventOutcomeKind.Again, failure.Reason.ToString());
}
