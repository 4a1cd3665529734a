using Serverless.Core.AltText;
using Serverless.Core.Classification;
using Serverless.Core.Quality;
using Serverless.Core.Reading;

namespace Serverless.Core.Pipeline;

public sealed partial class CaptionPipeline
{
    private const string Undeclared = "und";

    private Caption BuildCaption(
        PreparedPicture picture,
        StageTimings times,
        PictureCategory category,
        List<ScoredSentence> sentences,
        ClassifiedPicture? classified
    )
    {
        var statement = WithReadText(StatementOf(sentences[0], classified, category, picture), picture, category);
        var start = NewCaption(picture, category.Kind);
        var language = statement.Written is { IsVerbatim: true } ? picture.Picture.Text?.Language ?? "und" : start.Language;
        var written = statement.Written is { } read
            ? AltTextRules.ApplyToRead(
                read.AltText,
                read.LongDescription,
                picture.Context,
                MaxCharactersOf(picture),
                start.Language,
                category.Kind == PictureKind.Text
            )
            : AltTextRules.Apply(statement.Text, picture.Context, MaxCharactersOf(picture), start.Language, Wording);
        var quality = written.IsLink ? null : statement.Quality;
        return start with
        {
            Text = statement.Text,
            AltText = written.AltText,
            LongDescription = written.LongDescription,
            Language = written.IsLink ? start.Language : language,
            Source = statement.Source,
            Verdict = quality?.Verdict ?? Verdict.Review,
            Quality = picture.Options.Explain == true ? quality : quality?.Unexplained(),
            Reasons = quality?.Reasons ?? [QualityReason.QualityUnavailable],
            Labels = classified is null ? null : models.ImageClassifier!.LabelsOf(classified),
            Features = statement.Signals?.Features,
            Signals = statement.Signals is { } signals ? signals with { Features = null } : null,
            Scored = ScoredOf(sentences),
            Findings =
            [
                .. written.Findings,
                .. statement.NeutralFindings,
                .. CertaintyFindings(statement, written, quality),
                .. EnglishFindings(statement, written, start.Language),
                .. ReadTextFindings.Of(picture.Picture.Text, category.Kind),
            ],
            Alternatives = picture.Options.Alternatives is { } count ? Alternatives(sentences, count) : null,
            Timings = times,
        };
    }

    /// <summary>What a sentence of ours states and no picture shows, and whether it sounds surer than it is.</summary>
    private static IEnumerable<Finding> CertaintyFindings(Statement statement, WrittenAltText written, CaptionQuality? quality)
    {
        if (statement is not { Source: CaptionSource.Model, Text: { } text } || written.IsLink)
            return [];
        return quality is { IsDoubted: true } && GivenTextRules.UnhedgedIn(text) is { } unhedged
            ? [.. GivenTextRules.CertaintyFindings(text), unhedged]
            : GivenTextRules.CertaintyFindings(text);
    }

    /// <summary>
    /// Says that words which are not the captioner's are English, where its language has none in our data. A captioner that declares no
    /// language is in none that could be missing.
    /// </summary>
    private static IEnumerable<Finding> EnglishFindings(Statement statement, WrittenAltText written, string language)
    {
        if (language == Undeclared)
            return [];
        var isEnglish =
            written.IsLink ? !TextTerms.All.Has(language)
            : statement.Written is { } read ? !read.IsVerbatim && !CaptionWords.Has(language)
            : statement is { Text: not null, Source: CaptionSource.Kind or CaptionSource.Labels } && !CaptionWords.Has(language);
        return isEnglish ? [FindingTexts.Note("english_words", null, ("language", language))] : [];
    }

    private string LanguageOf(PreparedPicture picture) => picture.Options.Language ?? models.Card.Languages[0];

    private static int MaxCharactersOf(PreparedPicture picture) => picture.Options.MaxCharacters ?? AltTextRules.DefaultMaxCharacters;

    /// <summary>The sentence where it can be trusted, else a name, else nothing.</summary>
    private Statement StatementOf(ScoredSentence spoken, ClassifiedPicture? classified, PictureCategory category, PreparedPicture picture)
    {
        var source = category.Medium is null ? CaptionSource.Model : CaptionSource.Kind;
        if (spoken.Quality.Verdict != Verdict.Refused)
            return new Statement(spoken.Text, source, spoken.Quality, spoken.Signals);
        return classified is not null && FindName(classified, category, picture.Options.MinQuality, LanguageOf(picture)) is { } name
            ? new Statement(name.Text, CaptionSource.Labels, QualityOf(name, category))
            : new Statement(null, source, spoken.Quality, spoken.Signals);
    }

    /// <summary>The same with the text that was read in the picture, where it is worth saying and sure enough.</summary>
    private Statement WithReadText(Statement statement, PreparedPicture picture, PictureCategory category)
    {
        if (picture.Picture.Text is not { } text)
            return statement;
        var identity = picture.Identity;
        var seen = new ReadPicture(category.Kind, identity.Width, identity.Height, text);
        var about = category.Medium is null ? statement.Text : null;
        var maxCharacters = MaxCharactersOf(picture);
        if (ReadTextCaption.Of(seen, about, null, maxCharacters, LanguageOf(picture)) is not { } written)
            return statement;
        var neutral = about is null || Wording != Wording.Neutral ? null : NeutralWording.Of(about, LanguageOf(picture));
        if (
            neutral is { About.Count: > 0 }
            && ReadTextCaption.Of(seen, neutral.Text, null, maxCharacters, LanguageOf(picture)) is { } said
        )
        {
            written = written with { AltText = said.AltText }; // what is read in the picture stays as it stands there
            statement = statement with { NeutralFindings = [AltTextRules.NeutralFinding(neutral)] };
        }

        if (!written.HoldsReadText)
            return statement.Text is null ? statement : statement with { Written = written };
        var quality = _formula.ScoreRead(
            SureLines.ConfidenceOf(text),
            category.Kind,
            written.IsVerbatim || (statement.Text is null && category.Medium is null) ? null : statement.Quality,
            written.IsVerbatim,
            picture.Options.MinQuality
        );
        if (quality.Verdict == Verdict.Refused)
            return statement;
        return about is null
            ? new Statement(written.Text, CaptionSource.Text, quality, null, written)
            : statement with
            {
                Text = written.Text,
                Quality = quality,
                Written = written,
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

    private static List<ScoredAlternative> ScoredOf(List<ScoredSentence> sentences) =>
        [
            .. sentences
                .Where(sentence => sentence.Signals is not null)
                .Select(sentence => new ScoredAlternative(
                    sentence.Text,
                    sentence.Signals! with
                    {
                        Features = null,
                    },
                    sentence.Quality.Score
                )),
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
    private LabelCaption? FindName(ClassifiedPicture classified, PictureCategory category, double? minQuality, string language) =>
        models.ImageClassifier!.FindName(classified, category.IsSurelyPhotograph, language) is { } name
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
            Language = LanguageOf(picture),
            Verdict = Verdict.Good,
            Kind = kind,
            Role = picture.Context.Role,
            Findings = [],
            ReadText = picture.Picture.Text,
            Statistics = picture.Picture.Statistics,
            Image = picture.Identity,
            Model = models.Identity,
            Timings = new StageTimings(0, 0, 0, 0, 0, 0),
            CreatedAt = clock.GetUtcNow(),
        };
}
