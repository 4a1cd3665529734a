namespace Serverless.Core.Quality;

/// <summary>
/// Signals to a score, a verdict and reasons. The score is a logistic curve over the signals that are there; what sort of picture it is
/// decides what no score may overrule: only on what surely is a photograph a text may be good, of graphics only the medium is named, and
/// nothing of blanks and noise.
/// </summary>
/// <param name="parameters">The committed numbers.</param>
public sealed class QualityFormula(QualityParameters parameters)
{
    private const double EvenOdds = 0.5;

    /// <summary>Scores a generated sentence.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="category">What sort of picture it is about.</param>
    /// <param name="text">The sentence.</param>
    /// <param name="minQuality">Replaces the refusal threshold; 0 never refuses for quality. Null keeps it.</param>
    public CaptionQuality ScoreGenerated(QualitySignals signals, PictureCategory category, string text, double? minQuality) =>
        Score(signals, parameters.Own, category, category.ScopeOfGenerated(text), minQuality);

    /// <summary>Scores a given text.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="category">What sort of picture they are about.</param>
    /// <param name="minQuality">As for <see cref="ScoreGenerated"/>.</param>
    public CaptionQuality ScoreGiven(QualitySignals signals, PictureCategory category, double? minQuality) =>
        Score(signals, parameters.Given, category, category.ScopeOfGiven, minQuality);

    /// <summary>
    /// Scores a medium that is named alone: its score is how often that is right. It tells a listener little, so a person should review it
    /// in any case.
    /// </summary>
    /// <param name="kind">A kind with a medium to name.</param>
    /// <param name="minQuality">As for <see cref="ScoreGenerated"/>.</param>
    public CaptionQuality ScoreMedium(PictureKind kind, double? minQuality)
    {
        var share = (parameters.Media ?? MediaShares.Unmeasured).Of(kind);
        var reason = kind == PictureKind.Text ? QualityReason.TextImage : QualityReason.OutOfScope;
        var verdict = share < (minQuality ?? parameters.Refuse) ? Verdict.Refused : Verdict.Review;
        return new CaptionQuality(share, null, null, share, verdict, [reason]);
    }

    /// <summary>The score of a text that the models cannot know to be right.</summary>
    /// <param name="score">0 to 1.</param>
    internal static double CapAtEvenOdds(double score) => Math.Min(score, EvenOdds);

    private CaptionQuality Score(
        QualitySignals signals,
        IReadOnlyList<ScoreCurve> curves,
        PictureCategory category,
        TextScope scope,
        double? minQuality
    )
    {
        var curve =
            curves.FirstOrDefault(candidate => candidate.Applies(signals))
            ?? QualityParameters.WithoutModel.Own.First(candidate => candidate.Applies(signals));
        var score = scope switch
        {
            TextScope.Photograph => curve.Score(signals),
            TextScope.Doubtful => CapAtEvenOdds(curve.Score(signals)),
            _ => 0, // however sure the models are of "a plain image" or "an icon", there is nothing to rely on
        };
        double? fit = signals.FitLogit is { } logit ? 1 / (1 + Math.Exp(-logit)) : null;
        var confidence = Math.Exp(signals.MeanLogProbability);
        var mayBeGood = scope == TextScope.Photograph && fit is not null;
        var verdict = scope == TextScope.Nothing ? Verdict.Refused : VerdictOf(score, mayBeGood, minQuality ?? parameters.Refuse);
        var reasons = verdict == Verdict.Good ? [] : Reasons(signals, fit, confidence, category.Kind, scope).ToList();
        if (verdict != Verdict.Good && reasons.Count == 0)
            reasons.Add(fit is null ? QualityReason.LowConfidence : QualityReason.LowFit);
        return new CaptionQuality(score, fit, signals.Lift, confidence, verdict, reasons, signals.Contradiction);
    }

    private Verdict VerdictOf(double score, bool mayBeGood, double refuse)
    {
        if (score < refuse)
            return Verdict.Refused;
        return score >= parameters.Good && mayBeGood ? Verdict.Good : Verdict.Review;
    }

    private IEnumerable<QualityReason> Reasons(QualitySignals signals, double? fit, double confidence, PictureKind kind, TextScope scope)
    {
        if (kind == PictureKind.Blank)
            yield return QualityReason.BlankImage;
        if (kind == PictureKind.Text)
            yield return QualityReason.TextImage;
        if (scope != TextScope.Photograph && kind != PictureKind.Blank)
            yield return QualityReason.OutOfScope;
        if (fit is null)
            yield return QualityReason.QualityUnavailable;
        if (signals.IsContradicted)
            yield return QualityReason.Contradicted;
        if (fit < parameters.LowFit)
            yield return QualityReason.LowFit;
        if (confidence < parameters.LowConfidence)
            yield return QualityReason.LowConfidence;
        if (signals.Repetition > 0)
            yield return QualityReason.Repetition;
    }
}
