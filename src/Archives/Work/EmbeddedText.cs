using System.Security.Cryptography;
using Serverless.Archives.Xmp;
using Serverless.Core.AltText;
using Serverless.Core.Quality;
using Serverless.Results;
using Serverless.Results.Documents;
using Serverless.Results.Processing;

namespace Serverless.Archives.Work;

/// <summary>
/// Text that stands inside a picture's file, against what was published about it: nothing that a person wrote is lost, and a file that
/// was only touched keeps its text.
/// </summary>
/// <param name="run">What all stages of a run share.</param>
internal sealed class EmbeddedText(RunContext run)
{
    private const string UnreadableCode = "xmp_unreadable";

    private DateTimeOffset Now => run.Engine.Clock.GetUtcNow();

    /// <summary>Publishes the text that is the picture's already.</summary>
    /// <param name="work">The picture.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How the picture ended; null where the model may describe it.</returns>
    public async Task<PictureOutcome?> TakeAsync(PictureWork work, byte[] bytes, CancellationToken cancellationToken)
    {
        // 1. Text that cannot be read counts as a person's, unless theirs is known or gives way.
        var embedded = PictureXmp.Read(bytes);
        var isKnown = work.Latest is { IsByPerson: true, Latest.Caption: not null };
        if (embedded is { Unread: { } unread, Persons: null } && !run.Policy.ReplacesPerson && !isKnown)
            return await SpareAsync(work, unread, cancellationToken);

        // 2. Without new text of a person, what was published about an earlier version may still hold.
        if (embedded.Persons is not { } persons || IsPublished(work.Latest, persons))
            return work.Latest is { } earlier ? await PropagateAsync(work, earlier, cancellationToken) : null;

        // 3. New text of a person takes the place of their earlier text, which is kept.
        if (work.Latest is { IsByPerson: true } theirs && await KeepAsync(work, theirs, cancellationToken) is { } unkept)
            return unkept;
        return await AdoptAsync(work, bytes, persons, cancellationToken);
    }

    private static bool IsPublished(PointerDocument? latest, XmpOtherCaption persons) =>
        latest is { IsByPerson: true, Latest.Caption: { } known }
        && (known.AltText, known.LongDescription ?? persons.ExtendedDescription) == (persons.AltText, persons.ExtendedDescription);

    private Task<PictureOutcome> SpareAsync(PictureWork work, string unread, CancellationToken cancellationToken)
    {
        var error = run.Plan.Grounds.With(
            UnreadableCode,
            $"It may hold words of a person that cannot be read, and is left to them; --replace-human describes it. {unread}"
        );
        var result = work.ResultOf(null, error, Now) with { Generator = ResultDocument.Human };
        return PictureProcessor.PublishAsync(work, PictureOutcomeKind.KeptPerson, result, cancellationToken);
    }

    /// <summary>
    /// Keeps the text of a picture whose file has another version: something else was changed, or our text was written into it.
    /// </summary>
    private async Task<PictureOutcome?> PropagateAsync(PictureWork work, PointerDocument earlier, CancellationToken cancellationToken)
    {
        // 1. Of another picture, or one that is wanted once more, a person's text gives way, and is kept.
        var isSame = earlier.Latest.Version != work.Version && earlier.Latest.Identity == work.Identity;
        if (!isSame || run.Policy.Wants(earlier))
            return earlier.IsByPerson ? await KeepAsync(work, earlier, cancellationToken) : null;

        // 2. A person's text has a name of its own.
        var kind = earlier.IsByPerson ? PictureOutcomeKind.KeptPerson : PictureOutcomeKind.Existed;
        if (earlier.IsByPerson)
            work = work with { ResultKey = work.Names.WrittenBy(TextChecksum.Of(earlier.Latest.Caption)) };
        return await PictureProcessor.PublishAsync(work, kind, earlier.At(work.Version), cancellationToken);
    }

    /// <summary>Text that somebody put in the place of ours is kept as a result of its own.</summary>
    /// <returns>Null when it is kept.</returns>
    private async Task<PictureOutcome?> KeepAsync(PictureWork work, PointerDocument theirs, CancellationToken cancellationToken)
    {
        if (theirs.Latest.Caption is null)
            return null;
        return await KeepAsync(work, theirs.Latest with { Generator = ResultDocument.Human }, cancellationToken);
    }

    private async Task<PictureOutcome?> KeepAsync(PictureWork work, ResultDocument theirs, CancellationToken cancellationToken)
    {
        var key = work.Names.WrittenBy(TextChecksum.Of(theirs.Caption));
        return await run.Results.KeepAsync(key, theirs with { Run = null }, cancellationToken) is { } unkept
            ? PictureOutcome.Of(unkept)
            : null;
    }

    /// <summary>A person's text inside the file is its text; with leave to replace it, it is only kept.</summary>
    private async Task<PictureOutcome?> AdoptAsync(
        PictureWork work,
        byte[] bytes,
        XmpOtherCaption text,
        CancellationToken cancellationToken
    )
    {
        if (!run.Engine.Decoder.Open(bytes, cancellationToken).TryGet(out var image, out _))
            return null; // it is recorded as a failure when it is decoded
        var now = Now;
        var caption = new CaptionDocument
        {
            Id = run.Engine.Ids.Next(),
            Caption = text.AltText,
            AltText = text.AltText,
            LongDescription = text.ExtendedDescription,
            Language = text.Language ?? "und",
            Verdict = "good",
            Kind = DocumentWriter.NameOf(PictureKind.Unknown),
            Role = DocumentWriter.NameOf(ImageRole.Informative),
            Quality = new QualityDocument(null, null, null, null, []),
            Findings = [],
            Image = new ImageDocument(
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                DocumentWriter.NameOf(image.Format),
                image.Width,
                image.Height,
                bytes.Length
            ),
            Model = new ModelDocument("none", "0.0.0", ""),
            Timings = new TimingsDocument(0, 0, 0, 0, 0, 0),
            Provenance = new ProvenanceDocument(ResultDocument.Human, now),
        };
        var result = work.ResultOf(caption, null, now) with { Generator = ResultDocument.Human, MinQuality = null };
        if (run.Policy.ReplacesPerson)
            return await KeepAsync(work, result, cancellationToken);
        work = work with { ResultKey = work.Names.WrittenBy(TextChecksum.Of(caption)) };
        return await PictureProcessor.PublishAsync(work, PictureOutcomeKind.KeptPerson, result, cancellationToken);
    }
}
