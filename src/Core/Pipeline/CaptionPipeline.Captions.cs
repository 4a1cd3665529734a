using Serverless.Core.AltText;
using Serverless.Core.Classification;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

public sealed partial class CaptionPipeline
{
    private Caption BuildCaption(
        PreparedPicture picture,
        StageTimings times,
        PictureCategory category,
        List<ScoredSentence> sentences,
        ClassifiedPicture? classified
    )
    {
        var spoken = sentences[0];
        var isRefused = spoken.Quality.Verdict == Verdict.Refused;
        var name = isRefused && classified is not null ? FindName(classified, category, picture.Options.MinQuality) : null;
        var text = isRefused ? name?.Text : spoken.Text;
        var start = NewCaption(picture, category.Kind);
        var maxCharacters = picture.Options.MaxCharacters ?? AltTextRules.DefaultMaxCharacters;
        var written = AltTextRules.Apply(text, picture.Context, maxCharacters, start.Language);
        var quality =
            written.IsLink ? null
            : name is null ? spoken.Quality
            : QualityOf(name, category);
        return start with
        {
            Text = text,
            AltText = written.AltText,
            LongDescription = written.LongDescription,
            Source =
                name is not null ? CaptionSource.Labels
                : category.Medium is null ? CaptionSource.Model
                : CaptionSource.Kind,
            Verdict = quality?.Verdict ?? Verdict.Review,
            Quality = quality,
            Reasons = quality?.Reasons ?? [QualityReason.QualityUnavailable],
            Labels = classified is null ? null : models.ImageClassifier!.LabelsOf(classified),
            Features = name is null ? spoken.Features : null,
            Findings = written.Findings,
            Alternatives = picture.Options.Alternatives is { } count ? Alternatives(sentences, count) : null,
            Timings = times,
        };
    }

    private static List<Alternative> Alternatives(List<ScoredSentence> sentences, int count) =>
        [
            .. sentences
                .Skip(1)
                .Take(count)
                .Where(sentence => sentence.Quality.Verdict != Verdict.Refused)
                .Select(sentence => new Alternative(sentence.Text, sentence.Quality.Score)),
        ];

    /// <summary>The quality of the name alone: the reasons of the refused sentence that it replaces do not apply.</summary>
    private static CaptionQuality QualityOf(LabelCaption name, PictureCategory category)
    {
        if (name.IsGood)
            return new CaptionQuality(name.Score, null, null, name.Probability, Verdict.Good, []);
        var reason = category.IsSurelyPhotograph ? QualityReason.LowConfidence : QualityReason.OutOfScope;
        return new CaptionQuality(name.Score, null, null, name.Probability, Verdict.Review, [reason]);
    }

    /// <summary>The second source: where the sentence cannot be trusted, a name that can.</summary>
    private LabelCaption? FindName(ClassifiedPicture classified, PictureCategory category, double? minQuality) =>
        models.ImageClassifier!.FindName(classified, category.IsSurelyPhotograph) is { } name
        && name.Score >= (minQuality ?? models.Parameters.Refuse)
            ? name
            : null;

    private Caption Decorative(PreparedPicture picture)
    {
        var written = AltTextRules.Apply(null, picture.Context);
        return NewCaption(picture, PictureKinds.Of(picture.Picture.Statistics, "")) with
        {
            AltText = written.AltText,
            Findings = written.Findings,
            Existing = picture.Context.ExistingAlt is { } existing ? GivenText.OfDecorative(existing).ToScore(null) : null,
            Timings = new StageTimings(picture.DecodeMs, 0, 0, 0, 0, picture.DecodeMs),
        };
    }

    private Caption NewCaption(PreparedPicture picture, PictureKind kind) =>
        new()
        {
            Id = ids.Next(),
            Language = picture.Options.Language ?? models.Card.Languages[0],
            Verdict = Verdict.Good,
            Kind = kind,
            Role = picture.Context.Role,
            Findings = [],
            Image = picture.Identity,
            Model = models.Identity,
            Timings = new StageTimings(0, 0, 0, 0, 0, 0),
            CreatedAt = clock.GetUtcNow(),
        };
}
