using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Core.Recognition;

namespace Serverless.Core.Pipeline;

/// <summary>Gathers the signals for words about a picture from all models; all texts in one run of each.</summary>
internal sealed class WordsJudge(LoadedModels models)
{
    /// <param name="texts">At least one, none empty.</param>
    /// <param name="encoded">The picture as the captioner sees it.</param>
    /// <param name="pixels">The picture as the quality model takes it; null without one.</param>
    /// <param name="seen">What was recognised in it; null where nobody looked.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>[texts] signals.</returns>
    public IReadOnlyList<QualitySignals> Judge(IReadOnlyList<JudgedWords> texts, EncodedPictures encoded, PixelTensor? pixels, LabelProbabilities? seen, CancellationToken cancellationToken)
    {
        var sequences = texts.Select(text => text.Ids ?? Sequence(text.Text)).ToList();
        var with = WithPicture(texts, sequences, encoded, cancellationToken);
        var without = models.Captioner.HasReferenceState ? models.Captioner.LogProbabilities(null, sequences, cancellationToken) : null;
        var matches = models.Matcher is { } matcher && pixels is not null ? matcher.Judge(pixels, [.. texts.Select(text => MatcherIds(text.Text, matcher))], cancellationToken) : null;
        var against = texts.Select(text => seen is null ? null : models.Recogniser!.Against(seen, text.Text)).ToList();
        return [.. texts.Select((text, i) => new QualitySignals(
            matches?[i].Logit,
            with[i].Average(),
            without is null ? null : with[i].Average() - without[i].Average(),
            Repetition.ShareOf(text.Text),
            against[i]?.Strength,
            against[i] is { HasRival: true } rival && rival.Strength >= models.Recogniser!.Parameters.Contradicted,
            matches?[i].Features))];
    }

    /// <summary>What generation already told is not asked again.</summary>
    private List<IReadOnlyList<float>> WithPicture(IReadOnlyList<JudgedWords> texts, List<IReadOnlyList<int>> sequences, EncodedPictures encoded, CancellationToken cancellationToken)
    {
        var result = texts.Select(text => text.TokenLogProbabilities).ToList();
        var missing = Enumerable.Range(0, texts.Count).Where(i => result[i] is null).ToList();
        if (missing.Count > 0)
        {
            var found = models.Captioner.LogProbabilities(encoded, [.. missing.Select(i => sequences[i])], cancellationToken);
            for (var i = 0; i < missing.Count; i++) result[missing[i]] = found[i];
        }

        return result!;
    }

    private List<int> Sequence(string text)
    {
        var defaults = models.Captioner.Defaults;
        List<int> ids = [defaults.StartTokenId, .. models.Words.Encode(Prepare(text), addSpecialTokens: false), defaults.EndTokenIds[0]];
        return ids.Count <= models.Captioner.MaxTokens ? ids : ids[..models.Captioner.MaxTokens];
    }

    private IReadOnlyList<int> MatcherIds(string text, MatchModel matcher) => models.MatcherWords!.Truncate(models.MatcherWords.Encode(JudgedText.Normalize(text)), matcher.MaxTokens);

    private string Prepare(string text) => models.Card.KnowsLowerCaseOnly ? JudgedText.Normalize(text) : text;
}

/// <summary>Words to be judged.</summary>
/// <param name="Text">The words.</param>
/// <param name="Ids">Their tokens, when the captioner wrote them.</param>
/// <param name="TokenLogProbabilities">The captioner's log-probability of each, when it wrote them.</param>
internal sealed record JudgedWords(string Text, IReadOnlyList<int>? Ids = null, IReadOnlyList<float>? TokenLogProbabilities = null);
