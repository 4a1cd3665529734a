using Serverless.Core.AltText;
using Serverless.Core.Classification;
using Serverless.Core.Generation;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>
/// The whole pipeline: bytes to picture, picture to text, text to quality, quality to alt text. Safe for use by several threads.
/// </summary>
/// <param name="decoder">Opens pictures.</param>
/// <param name="models">The loaded models; not disposed by the pipeline.</param>
/// <param name="clock">Takes the times.</param>
/// <param name="ids">Names the captions.</param>
public sealed partial class CaptionPipeline(IImageDecoder decoder, LoadedModels models, TimeProvider clock, CaptionIds ids)
{
    private readonly QualityFormula _formula = new(models.Parameters);
    private readonly PictureEncoder _encoder = new(models);
    private readonly TextScorer _scorer = new(models);
    private readonly LongDescriptions _long = new(models);

    /// <summary>What alt texts say of people; captions stay as the captioner wrote them.</summary>
    public Wording Wording { get; init; } = Wording.Neutral;

    /// <summary>Is told of every caption, on the thread that made it; null for nobody.</summary>
    public Action<Caption>? OnCaption { get; set; }

    /// <summary>Describes a picture.</summary>
    /// <param name="request">The picture and its options.</param>
    /// <param name="cancellationToken">Reaches into every token.</param>
    /// <returns>A caption, perhaps a refused one, or why there can be none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<Caption, CaptionFailure> Describe(CaptionRequest request, CancellationToken cancellationToken) =>
        Prepare(request, cancellationToken).TryGet(out var picture, out var refusal)
            ? DescribeMany([picture], cancellationToken)[0]
            : refusal;

    /// <summary>The first half of <see cref="Describe"/>: decodes a picture and makes its tensors, which a batch then takes.</summary>
    /// <param name="request">The picture and its options; the bytes are not held.</param>
    /// <param name="cancellationToken">Ends the decoding early.</param>
    /// <returns>The picture, or why there can be no caption.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<PreparedPicture, CaptionFailure> Prepare(CaptionRequest request, CancellationToken cancellationToken = default)
    {
        var times = new StageClock(clock);
        if (!OptionCheck.Resolve(request.Options, models).TryGet(out var generation, out var refusal))
            return refusal;
        if (AltTextRules.Validate(request.Context) is { } error)
            return new CaptionFailure(FailureReason.MalformedRequest, error, "context.linkTarget");
        if (!Decode(request, times, cancellationToken).TryGet(out var picture, out refusal))
            return refusal;
        PipelineMeter.Prepared(times, isRead: models.TextReader is not null && request.Context.Role != ImageRole.Decorative);
        var prepared = new PreparedPicture(picture, request.Context, request.Options, generation, times.DecodeMs, times.ReadMs);
        return models.Remote is null || request.Context.Role == ImageRole.Decorative
            ? prepared
            : AskRemote(models.Remote, request, prepared, cancellationToken);
    }

    /// <summary>
    /// The second half of <see cref="Describe"/>, for several pictures at once: one run of the encoder, their beams in the same steps. Of
    /// what a batch takes each picture's timings bear an equal share.
    /// </summary>
    /// <param name="pictures">At least one, all with the same options.</param>
    /// <param name="cancellationToken">Reaches into every token.</param>
    /// <returns>[pictures] captions.</returns>
    /// <exception cref="ArgumentException">The options differ.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<Caption> DescribeMany(IReadOnlyList<PreparedPicture> pictures, CancellationToken cancellationToken) =>
        [.. DescribeMany(pictures, new CancellationToken[pictures.Count], cancellationToken).Select(caption => caption!)];

    /// <summary>Describes a picture and scores texts about it, with one encoder run.</summary>
    /// <param name="picture">The picture; not a decorative one.</param>
    /// <param name="texts">Texts to score, perhaps none.</param>
    /// <param name="cancellationToken">Reaches into every token.</param>
    /// <returns>The caption and [texts] scores.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public (Caption Caption, IReadOnlyList<CaptionScore> Scores) DescribeAndScore(
        PreparedPicture picture,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        var wanted = new WantedPictures([picture], [CancellationToken.None]);
        var (caption, scores) = DescribeBatch(wanted, [texts], cancellationToken)[0]!.Value;
        return (caption, [.. scores.Select(item => new CaptionScore(item, picture.Identity, models.Judge))]);
    }

    /// <summary>Scores a given text about a picture.</summary>
    /// <param name="request">The picture; of its options only <see cref="CaptionOptions.MinQuality"/> and the language are used
    /// here.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>A score, or why there can be none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<CaptionScore, CaptionFailure> Score(CaptionRequest request, string text, CancellationToken cancellationToken) =>
        ScoreMany(request, [text], cancellationToken).TryGet(out var scores, out var failure) ? scores[0] : failure;

    /// <summary>Scores several texts about one picture, with one encoder run.</summary>
    /// <param name="request">As for <see cref="Score"/>.</param>
    /// <param name="texts">At least one.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>[texts] scores, or why there can be none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<IReadOnlyList<CaptionScore>, CaptionFailure> ScoreMany(
        CaptionRequest request,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        var times = new StageClock(clock);
        if (texts.Any(string.IsNullOrWhiteSpace))
            return new CaptionFailure(FailureReason.MalformedRequest, "There are no words to judge.", "caption");
        if (!OptionCheck.Resolve(request.Options, models).TryGet(out _, out var refusal))
            return refusal;
        if (AltTextRules.Validate(request.Context) is { } error)
            return new CaptionFailure(FailureReason.MalformedRequest, error, "context.linkTarget");
        if (!Decode(request, times, cancellationToken).TryGet(out var picture, out refusal))
            return refusal;
        var given = texts.Select(text => GivenText.Of(text, request.Context, models.Card.Languages, Wording)).ToList();
        var scorable = given.Select(text => text.Scorable).OfType<TextToScore>().ToList();
        var (signals, category) =
            scorable.Count > 0 ? GetSignals(picture, scorable, cancellationToken) : ([], PictureCategory.Of(picture.Statistics, ""));
        return ScoreGiven(given, signals, category, request.Options)
            .Select(scores => new CaptionScore(scores, picture.Identity, models.Judge))
            .ToArray();
    }

    /// <summary>What the quality model alone says: for a pipeline elsewhere that has none and knows all the rest.</summary>
    /// <param name="pictures">At least one, as <see cref="PictureToMatch.Pixels"/> encoded without loss.</param>
    /// <param name="texts">[pictures] at least one text about each.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>[texts of all pictures], or why there can be none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<IReadOnlyList<Match>, CaptionFailure> Match(
        IReadOnlyList<ReadOnlyMemory<byte>> pictures,
        IReadOnlyList<IReadOnlyList<string>> texts,
        CancellationToken cancellationToken
    )
    {
        var prepared = new List<Picture>();
        foreach (var bytes in pictures)
        {
            if (!decoder.Open(bytes, cancellationToken).TryGet(out var image, out var error))
                return Picture.Failure(error);
            var one = Picture.Prepare(image, Picture.Identify(bytes, image), models, cancellationToken, isRead: false);
            if (!one.TryGet(out var picture, out var failure))
                return failure;
            prepared.Add(picture);
        }

        using var encodings = _encoder.EncodeToMatch(prepared, cancellationToken);
        return _scorer.Match(texts, encodings, cancellationToken) is { } matches
            ? matches.ToArray()
            : new CaptionFailure(FailureReason.NotReady, "There is no quality model here.");
    }

    /// <summary>A small JPEG of a picture, upright and without metadata.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="maxSide">Longer side in pixels, at most; a smaller picture keeps its size.</param>
    /// <param name="cancellationToken">Ends the decoding early.</param>
    /// <returns>The JPEG, or why there can be none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<byte[], CaptionFailure> Preview(ReadOnlyMemory<byte> bytes, int maxSide, CancellationToken cancellationToken)
    {
        if (!decoder.Open(bytes, cancellationToken).TryGet(out var image, out var failure))
            return Picture.Failure(failure);
        return Thumbnail.Make(decoder, image, maxSide, cancellationToken).TryGet(out var jpeg, out failure)
            ? jpeg
            : Picture.Failure(failure);
    }

    private (IReadOnlyList<QualitySignals> Signals, PictureCategory Category) GetSignals(
        Picture picture,
        List<TextToScore> texts,
        CancellationToken cancellationToken
    )
    {
        using var encodings = _encoder.Encode([picture], cancellationToken);
        var category = PictureCategory.Of(picture.Statistics, "", encodings.KindOf(0));
        var classified = Classify(encodings, [category.Kind], cancellationToken)[0];
        return (_scorer.Score([new PictureTexts(texts, classified)], encodings, cancellationToken)[0], category);
    }

    /// <summary>The existing alt text first, where there is one.</summary>
    private List<GivenText> ReadGiven(CaptionContext context, IReadOnlyList<string> texts) =>
        [
            .. (context.ExistingAlt is { } existing ? [existing, .. texts] : texts).Select(text =>
                GivenText.Of(text, context, models.Card.Languages, Wording)
            ),
        ];

    /// <returns>What may be spoken: of the captioner's sentences the one that is chosen first; of a graphic its medium alone.</returns>
    private List<ScoredSentence> ScoreGenerated(
        PreparedPicture picture,
        IReadOnlyList<QualitySignals> signals,
        List<TextToScore> texts,
        PictureCategory category
    )
    {
        var minQuality = picture.Options.MinQuality;
        if (category.Medium is { } medium)
            return [new ScoredSentence(medium, _formula.ScoreMedium(category.Kind, minQuality), null)];
        if (picture.Remote is not null)
            return [ScoreRemote(picture, signals[0], category)];
        var sentences = texts
            .Select(
                (text, i) =>
                    new ScoredSentence(text.Text, _formula.ScoreGenerated(signals[i], category, text.Text, minQuality), signals[i])
            )
            .Select(sentence => sentence.Text.Length == 0 ? sentence.Refused() : sentence)
            .ToList();
        var chosen = sentences[_formula.Choose([.. signals.Take(texts.Count)])];
        return [chosen, .. sentences.Where(sentence => sentence != chosen)];
    }

    /// <param name="given">The texts.</param>
    /// <param name="signals">Signals of the scorable texts, in order.</param>
    /// <param name="category">What sort of picture it is, whatever the captioner says.</param>
    /// <param name="options">The options.</param>
    private List<TextScore> ScoreGiven(
        List<GivenText> given,
        IReadOnlyList<QualitySignals> signals,
        PictureCategory category,
        CaptionOptions options
    )
    {
        var next = 0;
        return
        [
            .. given.Select(text =>
                text.ToScore(text.Scorable is null ? null : Explained(_formula.ScoreGiven(signals[next++], category, options.MinQuality)))
            ),
        ];

        CaptionQuality Explained(CaptionQuality quality) => options.Explain == true ? quality : quality.Unexplained();
    }

    private Result<Picture, CaptionFailure> Decode(CaptionRequest request, StageClock times, CancellationToken cancellationToken)
    {
        if (!decoder.Open(request.Bytes, cancellationToken).TryGet(out var image, out var failure))
            return Picture.Failure(failure);
        var isRead = request.Context.Role != ImageRole.Decorative; // nothing is said of it
        return Picture.Prepare(image, Picture.Identify(request.Bytes, image), models, cancellationToken, times, isRead);
    }

    /// <summary>The image classifier was trained on photographs; on anything else its labels mean nothing.</summary>
    /// <returns>[pictures] null where no photograph is classified.</returns>
    private static IReadOnlyList<ClassifiedPicture?> Classify(
        PictureEncodings encodings,
        IReadOnlyList<PictureKind> kinds,
        CancellationToken cancellationToken
    ) => encodings.Classify([.. kinds.Select(kind => kind == PictureKind.Photograph)], cancellationToken);

    private TextToScore ToText(Hypothesis hypothesis) =>
        new(models.Tokenizer.Decode(hypothesis.Ids).Trim(), hypothesis.Ids, hypothesis.TokenLogProbabilities);
}
