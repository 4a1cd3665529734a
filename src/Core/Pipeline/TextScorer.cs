using Serverless.Core.Classification;
using Serverless.Core.Inference;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>
/// Computes the signals of texts about pictures with all models; all texts of a batch in one run of each where they allow it.
/// </summary>
internal sealed class TextScorer(LoadedModels models)
{
    private readonly UnconditionalScores _reference = new(models.Captioner);

    /// <param name="batch">[pictures] the texts about each, in the order the pictures were encoded in.</param>
    /// <param name="encodings">What the models see of the pictures.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>[pictures][texts] signals.</returns>
    public IReadOnlyList<IReadOnlyList<QualitySignals>> Score(
        IReadOnlyList<PictureTexts> batch,
        PictureEncodings encodings,
        CancellationToken cancellationToken
    )
    {
        var sequences = batch
            .Select(about => about.Texts.Select(text => text.Ids ?? Sequence(text.Text, cancellationToken)).ToList())
            .ToList();
        var with = batch
            .SelectMany((about, i) => ScoreWithPicture(about.Texts, sequences[i], encodings.Hidden, i, cancellationToken))
            .ToList();
        var without = models.Captioner.HasUnconditionalState
            ? _reference.Of([.. sequences.SelectMany(one => one)], cancellationToken)
            : null;
        var matches = models.SentProfile is not null
            ? Ask(batch, encodings, cancellationToken)
            : Match([.. batch.Select(about => about.Texts.Select(text => text.Text))], encodings, cancellationToken);
        var signals = new List<IReadOnlyList<QualitySignals>>();
        var first = 0;
        foreach (var about in batch)
        {
            signals.Add([
                .. about.Texts.Select(
                    (text, i) => GetSignals(text, with[first + i], without?[first + i], matches?[first + i], about.Classified)
                ),
            ]);
            first += about.Texts.Count;
        }

        return signals;
    }

    /// <summary>How well texts fit their pictures.</summary>
    /// <param name="texts">[pictures] the texts about each, in the order the pictures were encoded in; at least one.</param>
    /// <param name="encodings">What the quality model sees of the pictures.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>[texts of all pictures]; null without a quality model.</returns>
    public IReadOnlyList<Match>? Match(
        IReadOnlyList<IEnumerable<string>> texts,
        PictureEncodings encodings,
        CancellationToken cancellationToken
    ) =>
        models.Matcher is { } matcher
            ? encodings.Match([.. texts.Select(about => MatcherIds(about, matcher, cancellationToken))], cancellationToken)
            : null;

    /// <summary>The same by a scorer elsewhere.</summary>
    /// <returns>[texts of all pictures]; null where nobody answers.</returns>
    private IReadOnlyList<Match>? Ask(
        IReadOnlyList<PictureTexts> batch,
        PictureEncodings encodings,
        CancellationToken cancellationToken
    ) =>
        models.Scorer?.Match(
            [.. batch.Select((about, i) => new PictureToMatch(encodings.SentPixels(i)!, [.. about.Texts.Select(text => text.Text)]))],
            models.Judge,
            cancellationToken
        );

    private QualitySignals GetSignals(
        TextToScore text,
        IReadOnlyList<float> with,
        float? without,
        Match? match,
        ClassifiedPicture? classified
    )
    {
        var against = classified is null
            ? null
            : models.ImageClassifier!.FindContradiction(classified, text.Text, models.Card.Languages[0]);
        return new QualitySignals(
            match is null ? null
                : models.Parameters.IsCalibrated ? match.Logit
                : LogitOf(match.Fit),
            with.Average(),
            without is { } reference ? with.Average() - reference : null,
            Repetition.ShareOf(text.Text),
            against?.Things,
            against?.Scenes,
            against is { HasRival: true } && against.Things >= models.ImageClassifier!.Parameters.Contradicted,
            match?.Features,
            match?.Fit,
            IsFitMissing: match is null && models.SentProfile is not null
        );
    }

    /// <summary>Without a calibration the fit itself is the score; the ends, which have no logit, are kept off.</summary>
    private static double LogitOf(double fit)
    {
        const double End = 1e-4;
        var inside = Math.Clamp(fit, End, 1 - End);
        return Math.Log(inside / (1 - inside));
    }

    /// <summary>Log-probabilities known from generation are not computed again.</summary>
    private List<IReadOnlyList<float>> ScoreWithPicture(
        IReadOnlyList<TextToScore> texts,
        List<IReadOnlyList<int>> sequences,
        EncodedPictures encoded,
        int picture,
        CancellationToken cancellationToken
    )
    {
        var result = texts.Select(text => text.TokenLogProbabilities).ToList();
        var missing = Enumerable.Range(0, texts.Count).Where(i => result[i] is null).ToList();
        if (missing.Count > 0)
        {
            using var alone = encoded.Count > 1 ? encoded.Only(picture) : null;
            var found = models.Captioner.LogProbabilities(alone ?? encoded, [.. missing.Select(i => sequences[i])], cancellationToken);
            for (var i = 0; i < missing.Count; i++)
                result[missing[i]] = found[i];
        }

        return result!;
    }

    private List<IReadOnlyList<int>> MatcherIds(IEnumerable<string> texts, MatchModel matcher, CancellationToken cancellationToken) =>
        [
            .. texts.Select(text =>
                models.MatcherTokenizer!.Truncate(
                    models.MatcherTokenizer.Encode(MatchText.Of(text, matcher.TextForm), cancellationToken: cancellationToken),
                    matcher.MaxTokens
                )
            ),
        ];

    private List<int> Sequence(string text, CancellationToken cancellationToken)
    {
        var defaults = models.Captioner.Defaults;
        List<int> ids =
        [
            defaults.StartTokenId,
            .. defaults.ForcedStartTokenId is { } forced ? [forced] : Array.Empty<int>(), // so begins what it writes itself
            .. models.Tokenizer.Encode(Normalize(text), addSpecialTokens: false, cancellationToken),
            defaults.EndTokenIds[0],
        ];
        return ids.Count <= models.Captioner.MaxTokens ? ids : ids[..models.Captioner.MaxTokens];
    }

    private string Normalize(string text) => models.Card.KnowsLowerCaseOnly ? ScoredText.Normalize(text) : text;
}

/// <summary>A text to score.</summary>
/// <param name="Text">The text.</param>
/// <param name="Ids">Their tokens, when the captioner wrote them.</param>
/// <param name="TokenLogProbabilities">The captioner's log-probability of each, when it wrote them.</param>
internal sealed record TextToScore(string Text, IReadOnlyList<int>? Ids = null, IReadOnlyList<float>? TokenLogProbabilities = null);

/// <summary>The texts about one picture.</summary>
/// <param name="Texts">At least one.</param>
/// <param name="Classified">What the classifier says of it; null where it did not run.</param>
internal sealed record PictureTexts(IReadOnlyList<TextToScore> Texts, ClassifiedPicture? Classified);
