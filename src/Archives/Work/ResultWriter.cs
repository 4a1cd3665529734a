using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Documents;
using Serverless.Storage;

namespace Serverless.Archives.Work;

/// <summary>Writes what was found out: the result once, on the condition that it is not there, then the pointer forward. A crash between the two is mended by the next run.</summary>
/// <param name="run">What all stages of a run share.</param>
internal sealed class ResultWriter(RunContext run)
{
    private const string UnreadCode = "xmp_unreadable";

    /// <summary>A caption, or an honest refusal.</summary>
    public async Task<PictureOutcome> DescribedAsync(PictureTask task, Caption caption, CancellationToken cancellationToken)
    {
        var document = Document(task, DocumentWriter.Of(caption), null);
        if (
            run.Keeper is { } reviewStore
            && await reviewStore.KeepAsync(caption, task.Picture.Address, document, cancellationToken) is { } unkept
        )
            return run.Again(task, unkept);
        return await KeepAsync(task, document, PictureOutcomeKind.Described, cancellationToken);
    }

    /// <summary>A failure that trying again would not mend.</summary>
    public Task<PictureOutcome> RecordAsync(PictureTask task, CaptionFailure failure, CancellationToken cancellationToken) =>
        KeepAsync(task, Document(task, null, run.Plan.Grounds.Of(failure)), PictureOutcomeKind.Failed, cancellationToken);

    /// <summary>The file may hold words of a person that cannot be read: it counts as theirs, and is told.</summary>
    public Task<PictureOutcome> SpareAsync(PictureTask task, string unread, CancellationToken cancellationToken)
    {
        var error = run.Plan.Grounds.With(
            UnreadCode,
            $"It may hold words of a person that cannot be read, and is left to them; --replace-human describes it. {unread}"
        );
        return KeepAsync(
            task,
            Document(task, null, error) with
            {
                Generator = ResultDocument.Human,
            },
            PictureOutcomeKind.KeptPerson,
            cancellationToken
        );
    }

    /// <summary>The words of an equal picture.</summary>
    public async Task<PictureOutcome> JoinAsync(PictureTask task, string sameKey, CancellationToken cancellationToken)
    {
        if (!(await run.Shelf.ReadAsync(sameKey, cancellationToken)).TryGet(out var same, out var failure))
            return run.Again(task, failure);
        var caption = same.Caption is { } words ? words with { Id = run.Ids.Next() } : null;
        var source = StoredSource.TextOf(same.SameAs ?? same.Source, same.SchemaVersion);
        var document = Document(task, caption, same.Error) with { SameAs = source };
        return await KeepAsync(
            task,
            document,
            same.Error is null ? PictureOutcomeKind.Joined : PictureOutcomeKind.Failed,
            cancellationToken
        );
    }

    /// <summary>The same picture in another version of its file.</summary>
    public async Task<PictureOutcome> CarryAsync(PictureTask task, PointerDocument pointer, CancellationToken cancellationToken)
    {
        if (pointer.IsByPerson)
            task.ResultKey = task.Names.WrittenBy(TextChecksum.Of(pointer.Latest.Caption));
        return await KeepAsync(
            task,
            pointer.At(task.Picture.Version),
            pointer.IsByPerson ? PictureOutcomeKind.KeptPerson : PictureOutcomeKind.Existed,
            cancellationToken
        );
    }

    /// <summary>Words that somebody put in the place of ours are kept as a result of their own, so that nothing a person wrote is lost.</summary>
    /// <returns>Null when they are kept.</returns>
    public async Task<PictureOutcome?> KeepPersonAsync(PictureTask task, PointerDocument pointer, CancellationToken cancellationToken)
    {
        if (pointer.Latest.Caption is not { } caption)
            return null;
        var document = pointer.Latest with { Generator = ResultDocument.Human, Run = null };
        return await run.Shelf.KeepAsync(task.Names.WrittenBy(TextChecksum.Of(caption)), document, cancellationToken) is { } unkept
            ? run.Again(task, unkept)
            : null;
    }

    /// <summary>A person's words found inside the file.</summary>
    /// <returns>Null where they are only kept, and the model may describe the picture.</returns>
    public async Task<PictureOutcome?> AdoptAsync(PictureTask task, ResultDocument document, CancellationToken cancellationToken)
    {
        var key = task.Names.WrittenBy(TextChecksum.Of(document.Caption));
        if (run.Plan.ReplacesPerson)
            return await run.Shelf.KeepAsync(key, document with { Run = null }, cancellationToken) is { } unkept
                ? run.Again(task, unkept)
                : null;
        task.ResultKey = key;
        return await KeepAsync(task, document, PictureOutcomeKind.KeptPerson, cancellationToken);
    }

    /// <summary>The result is there, and the pointer is not: whoever made it was interrupted between the two.</summary>
    /// <returns>Null where the result cannot be read, and the work must be done again.</returns>
    public async Task<PictureOutcome?> FinishAsync(PictureTask task, CancellationToken cancellationToken)
    {
        if (!(await run.Shelf.ReadAsync(task.ResultKey, cancellationToken)).TryGet(out var document, out var failure))
        {
            if (failure.Reason != StoreFailureReason.Collision)
                return run.Again(task, failure);
            return await run.Shelf.DiscardUnreadableAsync(task.ResultKey, cancellationToken) is { } undiscarded
                ? run.Again(task, undiscarded)
                : null;
        }

        return await run.Shelf.PointAsync(task.Picture.Key, task.ResultKey, document, isFirst: true, cancellationToken) is { } unmoved
            ? run.Again(task, unmoved)
            : Existing(task, document);
    }

    /// <summary>A result that was there, with the failure that it may be.</summary>
    public static PictureOutcome Existing(PictureTask task, ResultDocument document) =>
        new(
            task.Picture,
            document.Generator == ResultDocument.Human ? PictureOutcomeKind.KeptPerson : PictureOutcomeKind.Existed,
            document,
            document.Error?.Code ?? "",
            document.Error?.Detail ?? ""
        );

    private async Task<PictureOutcome> KeepAsync(
        PictureTask task,
        ResultDocument document,
        PictureOutcomeKind kind,
        CancellationToken cancellationToken
    )
    {
        if (await run.Shelf.KeepAsync(task.ResultKey, document, cancellationToken) is { } unwritten)
            return run.Again(task, unwritten);
        if (
            await run.Shelf.PointAsync(
                task.Picture.Key,
                task.ResultKey,
                document,
                task.IsFirst,
                cancellationToken,
                run.Plan.ReplacesPerson
            ) is
            { } unmoved
        )
            return run.Again(task, unmoved);
        run.Budget.StoreWorks();
        return new PictureOutcome(task.Picture, kind, document, document.Error?.Code ?? "", document.Error?.Detail ?? "");
    }

    private ResultDocument Document(PictureTask task, CaptionDocument? caption, ResultError? error) =>
        new(task.Picture.Address.ToString(), task.Picture.Version, null, ResultDocument.Machine, caption, error, run.Clock.GetUtcNow())
        {
            Run = run.Plan.Run,
            MinQuality = run.Plan.MinQuality,
            Identity = task.Identity.Length > 0 ? task.Identity : null,
        };
}
