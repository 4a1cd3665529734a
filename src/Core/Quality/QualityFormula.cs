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
        Score(signals, parameters.Own, category, category.ScopeOfGenerated(text), minQuality ?? parameters.Speak);

    /// <summary>Scores a given text.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="category">What sort of picture they are about.</param>
    /// <param name="minQuality">As for <see cref="ScoreGenerated"/>.</param>
    public CaptionQuality ScoreGiven(QualitySignals signals, PictureCategory category, double? minQuality) =>
        Score(signals, parameters.Given, category, category.ScopeOfGiven, minQuality ?? parameters.RefuseGiven);

    /// <summary>
    /// Which of several sentences is spoken: the one with the best score, where that is better than the captioner's likeliest by a margin;
    /// what is seen and contradicts a sentence lowers its score. Where weights for choosing were learned from people's decisions, these.
    /// </summary>
    /// <param name="signals">[sentences], the captioner's likeliest first; at least one.</param>
    /// <returns>Its index.</returns>
    public int Choose(IReadOnlyList<QualitySignals> signals)
    {
        if (parameters.Choice is { } choice && signals.All(choice.Applies))
        {
            var sums = signals.Select((one, i) => choice.Sum(one) + (i == 0 ? choice.Intercept : 0)).ToList();
            return sums.IndexOf(sums.Max());
        }

        var scores = signals.Select(one => CurveOf(one, parameters.Own).Score(one)).ToList();
        var best = scores.IndexOf(scores.Max());
        return scores[best] > scores[0] + parameters.Margin ? best : 0;
    }

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

    /// <summary>Scores text that is read in a picture.</summary>
    /// <param name="confidence">The reader's, mean over characters, 0 to 1.</param>
    /// <param name="kind">What sort of picture it is.</param>
    /// <param name="about">The quality of our own words around it; null where there are none.</param>
    /// <param name="isVerbatim">Whether it is all the text of a page and nothing else.</param>
    /// <param name="minQuality">As for <see cref="ScoreGenerated"/>.</param>
    public CaptionQuality ScoreRead(double confidence, PictureKind kind, CaptionQuality? about, bool isVerbatim, double? minQuality)
    {
        var curve = parameters.ReadText ?? ReadCurve.Unmeasured;
        var read = curve.Score(confidence);
        var score = about is null ? read : read * about.Score;
        var mayBeGood = read >= curve.Good && (isVerbatim || about is { Verdict: Verdict.Good });
        var verdict =
            score < (minQuality ?? parameters.Refuse) ? Verdict.Refused
            : mayBeGood ? Verdict.Good
            : Verdict.Review;
        IReadOnlyList<QualityReason> reasons =
            verdict == Verdict.Good ? []
            : about is { Reasons.Count: > 0 } ? about.Reasons
            : [kind == PictureKind.Text ? QualityReason.TextImage : QualityReason.LowConfidence];
        return new CaptionQuality(score, about?.Fit, about?.Lift, confidence, verdict, reasons, about?.Shares);
    }

    /// <summary>The score of a text that the models cannot know to be right.</summary>
    /// <param name="score">0 to 1.</param>
    internal static double CapAtEvenOdds(double score) => Math.Min(score, EvenOdds);

    private CaptionQuality Score(
        QualitySignals signals,
        IReadOnlyList<ScoreCurve> curves,
        PictureCategory category,
        TextScope scope,
        double refuse
    )
    {
        var curve = CurveOf(signals, curves);
        var (score, verdict) = Judge(signals, curve, scope, refuse);
        var fit = signals.Fit ?? (signals.FitLogit is { } logit ? 1 / (1 + Math.Exp(-logit)) : null);
        var confidence = Math.Exp(signals.MeanLogProbability);
        var shares = curve.SharesOf(signals);
        IReadOnlyList<QualityReason> reasons = [];
        if (verdict != Verdict.Good)
        {
            var isDecided = Judge(signals.Uncontradicted, curve, scope, refuse).Verdict < verdict;
            reasons = [.. Reasons(signals, fit, confidence, category.Kind, scope, isDecided).DefaultIfEmpty(WeakestOf(shares))];
        }

        return new CaptionQuality(score, fit, signals.Lift, confidence, verdict, reasons, shares);
    }

    private (double Score, Verdict Verdict) Judge(QualitySignals signals, ScoreCurve curve, TextScope scope, double refuse)
    {
        var score = scope switch
        {
            TextScope.Photograph => curve.Score(signals),
            TextScope.Doubtful => CapAtEvenOdds(curve.Score(signals)),
            _ => 0, // however sure the models are of "a plain image" or "an icon", there is nothing to rely on
        };
        if (scope == TextScope.Nothing || (score < refuse && !signals.IsFitMissing))
            return (score, Verdict.Refused);
        var mayBeGood = scope == TextScope.Photograph && signals.FitLogit is not null && parameters.IsCalibrated;
        return (score, score >= parameters.Good && mayBeGood ? Verdict.Good : Verdict.Review);
    }

    private static ScoreCurve CurveOf(QualitySignals signals, IReadOnlyList<ScoreCurve> curves) =>
        curves.FirstOrDefault(candidate => candidate.Applies(signals))
        ?? QualityParameters.WithoutModel.Own.First(candidate => candidate.Applies(signals));

    /// <param name="signals">The signals.</param>
    /// <param name="fit">The quality model's probability; null without one.</param>
    /// <param name="confidence">The captioner's probability.</param>
    /// <param name="kind">The picture's kind.</param>
    /// <param name="scope">What can be known of the text.</param>
    /// <param name="isDecided">Whether the verdict would be better if nothing contradicted.</param>
    private IEnumerable<QualityReason> Reasons(
        QualitySignals signals,
        double? fit,
        double confidence,
        PictureKind kind,
        TextScope scope,
        bool isDecided
    )
    {
        if (kind == PictureKind.Blank)
            yield return QualityReason.BlankImage;
        if (kind == PictureKind.Text)
            yield return QualityReason.TextImage;
        if (scope != TextScope.Photograph && kind != PictureKind.Blank)
            yield return QualityReason.OutOfScope;
        if (fit is null || !parameters.IsCalibrated)
            yield return QualityReason.QualityUnavailable;
        if (signals.IsContradicted || isDecided)
            yield return QualityReason.Contradicted;
        if (fit < parameters.LowFit)
            yield return QualityReason.LowFit;
        if (confidence < parameters.LowConfidence)
            yield return QualityReason.LowConfidence;
        if (signals.Repetition > 0)
            yield return QualityReason.Repetition;
    }

    /// <summary>Where no signal is bad by itself: the one that pulls the score down most.</summary>
    private static QualityReason WeakestOf(IReadOnlyList<SignalShare> shares) =>
        shares.MinBy(share => share.Share)?.Signal switch
        {
            QualitySignal.Fit or QualitySignal.Lift => QualityReason.LowFit,
            QualitySignal.Contradiction or QualitySignal.SceneContradiction => QualityReason.Contradicted,
            QualitySignal.Repetition => QualityReason.Repetition,
            _ => QualityReason.LowConfidence,
        };
}
