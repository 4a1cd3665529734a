using Serverless.Archives.Xmp;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Documents;
using Serverless.Results.Listing;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Archives.Work;

/// <summary>
/// Decides whether a picture needs work, and prepares it: what results there are, whose words they are, what the file itself carries, whether an equal picture was seen, and the decoded pixels.
/// </summary>
/// <param name="run">What all stages of a run share.</param>
internal sealed class PictureInspector(RunContext run)
{
    private const string SidecarUnreadable =
        "Where its result would be named stands a document that is none of ours, or a damaged one: it counts as a person's and is left alone. "
        + "Delete it, or let --replace-human take its place.";

    /// <summary>Looks.</summary>
    /// <returns>How the picture ended; null where it is prepared, or waits for an equal one.</returns>
    public async Task<PictureOutcome?> LookAsync(PictureTask task, CancellationToken cancellationToken)
    {
        if (ResultNames.Fault(task.Picture.Key, task.Names.ResultOf(task.Picture.Address, "", run.Model, run.Plan.Options)) is { } fault)
        {
            return new PictureOutcome(task.Picture, PictureOutcomeKind.Failed, null, fault.Code, fault.Detail);
        }

        if (task.IsToBeGlanced && await GlanceAsync(task, cancellationToken) is { } other)
            return other;
        if (await FindAsync(task, cancellationToken) is { } done)
            return done;
        if (!run.TakeTurn())
            return new PictureOutcome(task.Picture, PictureOutcomeKind.Again, null, RunContext.BeyondLimit);
        var read = await run.Shelf.Pictures.Store.ReadBytesAsync(
            task.Picture.Key,
            new BlobSelection(task.Picture.Version, MostBytes: run.Plan.MaxBytes),
            cancellationToken
        );
        if (!read.TryGet(out var blob, out var failure))
            return await FailedAsync(task, failure, cancellationToken);
        run.Budget.StoreWorks();
        if (blob.Bytes.Length == 0)
            return await run.Writer.RecordAsync(
                task,
                new CaptionFailure(FailureReason.EmptyBody, "The object is empty."),
                cancellationToken
            );
        return await PrepareAsync(task, blob.Bytes, cancellationToken);
    }

    /// <summary>A name that does not tell: the first bytes do, in one small read.</summary>
    private async Task<PictureOutcome?> GlanceAsync(PictureTask task, CancellationToken cancellationToken)
    {
        var glance = await PictureProbe.IsPictureAsync(
            run.Shelf.Pictures.Store,
            task.Picture.Key,
            task.Picture.Version,
            cancellationToken
        );
        if (glance.Failure is { } failure)
            return await FailedAsync(task, failure, cancellationToken);
        return glance.IsPicture ? null : new PictureOutcome(task.Picture, PictureOutcomeKind.NoPicture);
    }

    /// <summary>What the results say; null where there is work to do.</summary>
    private async Task<PictureOutcome?> FindAsync(PictureTask task, CancellationToken cancellationToken)
    {
        var (picture, plan) = (task.Picture, run.Plan);
        var found = await run.Shelf.LatestAsync(task.Names, cancellationToken);
        task.ResultKey = task.Names.ResultOf(picture.Address, picture.Version, run.Model, plan.Options);
        if (found.TryGet(out var pointer, out var failure))
        {
            run.Budget.StoreWorks();
            task.Pointer = pointer;
            if (pointer.Latest.Version != picture.Version)
                return null;
            if (!plan.Wants(pointer))
                return ResultWriter.Existing(task, pointer.At(pointer.Latest.Version));
            task.ResultKey = task.Names.ResultOf(picture.Address, picture.Version, run.Model, plan.Options, plan.Again(pointer));
            return null;
        }

        if (
            failure.Reason == StoreFailureReason.Collision
            && !plan.ReplacesPerson
            && !await run.Shelf.IsEmptyAsync(task.Names, cancellationToken)
        )
        {
            return new PictureOutcome(picture, PictureOutcomeKind.KeptPerson, null, "sidecar_unreadable", SidecarUnreadable);
        }

        if (failure.Reason is not (StoreFailureReason.NotFound or StoreFailureReason.Collision))
            return run.Again(task, failure);
        var store = run.Shelf.Place.Store; // two look-ups cost less than one listing
        var (result, tombstone) = (
            store.FindAsync(task.ResultKey, cancellationToken),
            store.FindAsync(task.Names.Tombstone, cancellationToken)
        );
        foreach (var look in (Task<Result<BlobProperties, StoreFailure>>[])[result, tombstone])
        {
            if ((await look).Failure is { Reason: not StoreFailureReason.NotFound } unknown)
                return run.Again(task, unknown);
        }

        run.Budget.StoreWorks();
        if (tombstone.Result.Value is not null && await run.Shelf.IsForgottenAsync(task.Names, picture.Version, cancellationToken))
            return new PictureOutcome(picture, PictureOutcomeKind.Forgotten);
        task.IsFirst = failure.Reason == StoreFailureReason.NotFound;
        return result.Result.Value is null ? null : await run.Writer.FinishAsync(task, cancellationToken);
    }

    private async Task<PictureOutcome?> PrepareAsync(PictureTask task, byte[] bytes, CancellationToken cancellationToken)
    {
        task.Identity = PictureXmp.Identity(bytes);
        var inside = PictureXmp.Read(bytes);
        var isNews =
            inside.Persons is { } persons
            && !(
                task.Pointer is { IsByPerson: true, Latest.Caption: { } known }
                && (known.AltText, known.LongDescription ?? persons.ExtendedDescription) == (persons.AltText, persons.ExtendedDescription)
            );
        if (
            inside is { Unread: { } unread, Persons: null }
            && !run.Plan.ReplacesPerson
            && task.Pointer is not { IsByPerson: true, Latest.Caption: not null }
        )
        {
            return await run.Writer.SpareAsync(task, unread, cancellationToken);
        }

        if (!isNews && task.Pointer is { } pointer && await CarryAsync(task, pointer, cancellationToken) is { } carried)
            return carried;
        if (
            isNews
            && task.Pointer is { IsByPerson: true } theirs
            && await run.Writer.KeepPersonAsync(task, theirs, cancellationToken) is { } unkept
        )
            return unkept;
        if (isNews && await AdoptAsync(task, bytes, inside.Persons!, cancellationToken) is { } adopted)
            return adopted;
        var (isClaimed, same) = run.DuplicateTracker.TryClaim(DuplicateTracker.Content(task.Identity), task);
        if (same is not null)
            return await run.Writer.JoinAsync(task, same, cancellationToken);
        if (!isClaimed)
            return null;
        var prepared = run.Pipeline.Prepare(
            new CaptionRequest(bytes, Core.AltText.CaptionContext.None, run.Plan.Options),
            cancellationToken
        );
        if (!prepared.TryGet(out var picture, out var refusal))
        {
            var end = await run.Writer.RecordAsync(task, refusal, cancellationToken);
            await run.ReleaseAsync(task, end, cancellationToken);
            return end;
        }

        if (run.Plan.JoinsNearDuplicates)
        {
            var (isNew, near) = run.DuplicateTracker.TryClaimNear(DuplicateTracker.Content(task.Identity), picture.Look, task);
            if (near is not null)
            {
                var end = await run.Writer.JoinAsync(task, near, cancellationToken);
                await run.ReleaseAsync(task, end, cancellationToken);
                return end;
            }

            if (!isNew)
                return null;
        }

        task.Prepared = picture;
        return null;
    }

    /// <summary>The same picture in another version of its file keeps its words: something else of the file was touched, or our words were written into it.</summary>
    private async Task<PictureOutcome?> CarryAsync(PictureTask task, PointerDocument pointer, CancellationToken cancellationToken)
    {
        var isSame =
            pointer.Latest.Version != task.Picture.Version && pointer.Latest.Identity == task.Identity && !run.Plan.Wants(pointer);
        if (!isSame)
            return pointer.IsByPerson ? await run.Writer.KeepPersonAsync(task, pointer, cancellationToken) : null; // a person's words give way, and are kept
        return await run.Writer.CarryAsync(task, pointer, cancellationToken);
    }

    /// <summary>A person's words inside the file are its words; with leave to replace them they are only kept.</summary>
    private async Task<PictureOutcome?> AdoptAsync(PictureTask task, byte[] bytes, XmpOthers words, CancellationToken cancellationToken)
    {
        if (!run.Decoder.Open(bytes, cancellationToken).TryGet(out var image, out _))
            return null; // told as a failure below
        var now = run.Clock.GetUtcNow();
        var caption = new CaptionDocument
        {
            Id = run.Ids.Next(),
            Caption = words.AltText,
            AltText = words.AltText,
            LongDescription = words.ExtendedDescription,
            Language = words.Language ?? "und",
            Verdict = "good",
            Kind = DocumentWriter.NameOf(Core.Quality.PictureKind.Unknown),
            Role = DocumentWriter.NameOf(Core.AltText.ImageRole.Informative),
            Quality = new QualityDocument(null, null, null, null, []),
            Findings = [],
            Image = new ImageDocument(
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
                DocumentWriter.NameOf(image.Format),
                image.Width,
                image.Height,
                bytes.Length
            ),
            Model = new ModelDocument("none", "0.0.0", ""),
            Timings = new TimingsDocument(0, 0, 0, 0, 0),
            Provenance = new ProvenanceDocument(ResultDocument.Human, now),
        };
        var document = new ResultDocument(
            task.Picture.Address.ToString(),
            task.Picture.Version,
            null,
            ResultDocument.Human,
            caption,
            null,
            now
        )
        {
            Run = run.Plan.Run,
            Identity = task.Identity,
        };
        return await run.Writer.AdoptAsync(task, document, cancellationToken);
    }

    private async Task<PictureOutcome> FailedAsync(PictureTask task, StoreFailure failure, CancellationToken cancellationToken)
    {
        if (failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.Changed)
            return new PictureOutcome(task.Picture, PictureOutcomeKind.Gone);
        if (failure.Reason == StoreFailureReason.TooLarge)
            return await run.Writer.RecordAsync(task, TooLarge(failure), cancellationToken);
        return failure.Reason == StoreFailureReason.Collision // no file: another try finds the same
            ? new PictureOutcome(task.Picture, PictureOutcomeKind.Failed, null, "name_taken", failure.Detail)
            : run.Again(task, failure);
    }

    private CaptionFailure TooLarge(StoreFailure failure) =>
        new(FailureReason.BodyTooLarge, $"{failure.Detail} {SettingNames.MaxImageBytes} says how many; it is {run.Plan.MaxBytes}.");
}
