using Serverless.Core.AltText;
using Serverless.Core.Generation;
using Serverless.Core.Imaging;
using Serverless.Core.Quality;
using Serverless.Core.Recognition;

namespace Serverless.Core.Pipeline;

/// <summary>The whole story: bytes to picture, picture to words, words to quality, quality to alt text. Safe for use by several threads.</summary>
/// <param name="decoder">Opens pictures.</param>
/// <param name="models">The loaded models; not disposed by the pipeline.</param>
/// <param name="clock">Takes the times.</param>
/// <param name="ids">Names the captions.</param>
public sealed class CaptionPipeline(IImageDecoder decoder, LoadedModels models, TimeProvider clock, CaptionIds ids)
{
    private readonly QualityFormula _formula = new(models.Parameters);
    private readonly WordsJudge _judge = new(models);

    /// <summary>Describes a picture.</summary>
    /// <param name="request">The picture and what is asked.</param>
    /// <param name="cancellationToken">Reaches into every token.</param>
    /// <returns>A caption, perhaps a refused one, or why there can be none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<Caption, CaptionFailure> Describe(CaptionRequest request, CancellationToken cancellationToken)
    {
        var times = new StageClock(clock);
        if (!OptionCheck.Decide(request.Options, models).TryGet(out var generation, out var refusal)) return refusal;
        if (!Open(request, times).TryGet(out var picture, out refusal)) return refusal;
        if (request.Context.Role == ImageRole.Decorative) return Decorative(request, picture, times);

        using var encoded = models.Captioner.Encode([picture.Pixels], cancellationToken);
        times.EncodeMs = times.Lap();
        var hypotheses = models.Captioner.Generate(encoded, generation, cancellationToken)[0];
        times.GenerateMs = times.Lap();
        var texts = hypotheses.Select(Words).ToList();
        var kind = PictureKinds.Of(picture.Facts, texts[0].Text);
        if (PlainWordsFor(kind) is { } plain) texts[0] = new JudgedWords(plain);
        var existing = request.Context.ExistingAlt is { } alt && JudgedText.Normalize(alt).Length > 0 ? new JudgedWords(alt) : null;
        var seen = Look(picture, kind, cancellationToken);
        var signals = _judge.Judge(existing is null ? texts : [.. texts, existing], encoded, picture.MatcherPixels, seen, cancellationToken);
        var qualities = signals.Select((signal, i) => _formula.Weigh(signal, i < texts.Count, picture.Facts, kind, request.Options.MinQuality)).ToList();
        if (texts[0].Text.Length == 0) qualities[0] = qualities[0] with { Verdict = Verdict.Refused, Reasons = [QualityReason.LowConfidence] };
        times.QualityMs = times.Lap();
        var caption = Write(request, picture, times, kind, texts, qualities, seen);
        return caption.Source == CaptionSource.Model ? caption with { Features = signals[0].Features } : caption;
    }

    /// <summary>Judges somebody's own words about a picture.</summary>
    /// <param name="request">The picture; of its options only <see cref="CaptionOptions.MinQuality"/> and the language say something here.</param>
    /// <param name="words">The words.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>A judgement, or why there can be none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<Judgement, CaptionFailure> Score(CaptionRequest request, string words, CancellationToken cancellationToken) =>
        ScoreMany(request, [words], cancellationToken).TryGet(out var judgements, out var failure) ? judgements[0] : failure;

    /// <summary>Judges several texts about one picture, which is looked at once.</summary>
    /// <param name="request">As for <see cref="Score"/>.</param>
    /// <param name="texts">At least one.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>[texts] judgements, or why there can be none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<IReadOnlyList<Judgement>, CaptionFailure> ScoreMany(CaptionRequest request, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var times = new StageClock(clock);
        if (texts.Any(words => JudgedText.Normalize(words).Length == 0)) return new CaptionFailure(FailureReason.MalformedRequest, "There are no words to judge.", "caption");
        if (!OptionCheck.Decide(request.Options, models).TryGet(out _, out var refusal)) return refusal;
        if (!Open(request, times).TryGet(out var picture, out refusal)) return refusal;
        using var encoded = models.Captioner.Encode([picture.Pixels], cancellationToken);
        var seen = Look(picture, PictureKinds.Of(picture.Facts, ""), cancellationToken);
        var signals = _judge.Judge([.. texts.Select(words => new JudgedWords(words))], encoded, picture.MatcherPixels, seen, cancellationToken);
        return texts.Zip(signals, (words, signal) => Judge(request, picture, words, signal)).ToArray();
    }

    private Judgement Judge(CaptionRequest request, Picture picture, string words, QualitySignals signals)
    {
        var kind = PictureKinds.Of(picture.Facts, JudgedText.Normalize(words));
        var quality = _formula.Weigh(signals, isOwn: false, picture.Facts, kind, request.Options.MinQuality);
        var findings = AltTextRules.Apply(null, request.Context with { ExistingAlt = words }).Findings;
        return new Judgement(quality, findings, picture.Identity, models.Identity);
    }

    private Result<Picture, CaptionFailure> Open(CaptionRequest request, StageClock times)
    {
        if (!decoder.Open(request.Bytes).TryGet(out var image, out var failure)) return Picture.Failure(failure);
        var picture = Picture.Prepare(image, Picture.Identify(request.Bytes, image), models);
        times.DecodeMs = times.Lap();
        return picture;
    }

    /// <summary>The recogniser learned from photographs; of anything else it would only invent.</summary>
    private LabelProbabilities? Look(Picture picture, PictureKind kind, CancellationToken cancellationToken) =>
        kind == PictureKind.Photograph ? models.Recogniser?.Look(picture.LabelPixels!, cancellationToken) : null;

    /// <summary>What is said of kinds whose content is words: those are not read yet, and no scene is made up for them.</summary>
    private static string? PlainWordsFor(PictureKind kind) => kind switch
    {
        PictureKind.Text => "a page of text",
        PictureKind.Screenshot => "a screenshot",
        _ => null,
    };

    private JudgedWords Words(Hypothesis hypothesis) => new(models.Words.Decode(hypothesis.Ids).Trim(), hypothesis.Ids, hypothesis.TokenLogProbabilities);

    private Caption Write(CaptionRequest request, Picture picture, StageClock times, PictureKind kind, List<JudgedWords> texts, List<CaptionQuality> qualities, LabelProbabilities? seen)
    {
        var name = qualities[0].Verdict == Verdict.Refused && seen is not null ? NameFor(seen, request.Options.MinQuality) : null;
        var text = qualities[0].Verdict == Verdict.Refused ? name?.Words : texts[0].Text;
        var quality = name is null ? qualities[0] : new CaptionQuality(name.Score, null, null, name.Probability, name.IsGood ? Verdict.Good : Verdict.Review, name.IsGood ? [] : qualities[0].Reasons);
        var written = AltTextRules.Apply(text, request.Context, request.Options.MaxCharacters ?? AltTextRules.DefaultMaxCharacters);
        var findings = qualities.Count > texts.Count ? [.. written.Findings, ExistingAltFinding(qualities[^1])] : written.Findings;
        return Start(request, picture, kind) with
        {
            Text = text,
            AltText = written.AltText,
            LongDescription = written.LongDescription,
            Source = name is null ? CaptionSource.Model : CaptionSource.Labels,
            Verdict = quality.Verdict,
            Quality = quality,
            Labels = seen is null ? null : Recogniser.Labels(seen),
            Findings = findings,
            Alternatives = request.Options.Alternatives is null ? null : [.. texts.Zip(qualities).Skip(1).Where(pair => pair.Second.Verdict != Verdict.Refused).Select(pair => new Alternative(pair.First.Text, pair.Second.Score))],
            Timings = times.Finish(),
        };
    }

    /// <summary>The second source: where the sentence cannot be trusted, a name that can.</summary>
    private NameAsCaption? NameFor(LabelProbabilities seen, double? minQuality) =>
        models.Recogniser!.NameFor(seen) is { } name && name.Score >= (minQuality ?? models.Parameters.Refuse) ? name : null;

    private Caption Decorative(CaptionRequest request, Picture picture, StageClock times)
    {
        var written = AltTextRules.Apply(null, request.Context);
        return Start(request, picture, PictureKinds.Of(picture.Facts, "")) with { AltText = written.AltText, Findings = written.Findings, Timings = times.Finish() };
    }

    private Caption Start(CaptionRequest request, Picture picture, PictureKind kind) => new()
    {
        Id = ids.Next(),
        Language = request.Options.Language ?? models.Card.Languages[0],
        Verdict = Verdict.Good,
        Kind = kind,
        Role = request.Context.Role,
        Findings = [],
        Image = picture.Identity,
        Model = models.Identity,
        Timings = new StageTimings(0, 0, 0, 0, 0),
        CreatedAt = clock.GetUtcNow(),
    };

    private static Finding ExistingAltFinding(CaptionQuality quality) => quality.Verdict switch
    {
        Verdict.Good => new Finding("existing_alt", FindingLevel.Info, "The existing alt text fits the picture."),
        Verdict.Review => new Finding("existing_alt", FindingLevel.Warning, "The existing alt text may not fit the picture; a person should look."),
        _ => new Finding("existing_alt", FindingLevel.Warning, "The existing alt text does not seem to fit the picture."),
    };
}
