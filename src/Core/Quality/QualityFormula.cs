namespace Serverless.Core.Quality;

/// <summary>
/// Signals to a score, a verdict and reasons. The score is a logistic curve over the signals that are there; the picture's facts decide what no
/// score may overrule: nothing is said about blanks and noise, and a page of text or a screenshot is named, never good.
/// </summary>
/// <param name="parameters">The committed numbers.</param>
public sealed class QualityFormula(QualityParameters parameters)
{
    /// <summary>Weighs words.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="isOwn">Whether the words are our own caption; others have curves of their own.</param>
    /// <param name="facts">What the pixels tell.</param>
    /// <param name="kind">The picture's kind.</param>
    /// <param name="minQuality">Replaces the refusal threshold; 0 never refuses for quality. Null keeps it.</param>
    public CaptionQuality Weigh(QualitySignals signals, bool isOwn, PictureFacts facts, PictureKind kind, double? minQuality)
    {
        var curves = isOwn ? parameters.Own : parameters.Given;
        var curve = curves.FirstOrDefault(candidate => candidate.Applies(signals)) ?? QualityParameters.WithoutModel.Own.First(candidate => candidate.Applies(signals));
        var hasNothing = isOwn && (kind == PictureKind.Blank || PictureKinds.IsNoise(facts));
        var isPlain = isOwn && (kind is PictureKind.Text or PictureKind.Screenshot);
        var score = hasNothing ? 0 // however sure the models are of "a plain image", there is nothing to rely on
            : isPlain ? Math.Max(curve.Score(signals), parameters.Refuse) // such words rest on the pixels; the models never learned them
            : curve.Score(signals);
        double? fit = signals.FitLogit is { } logit ? 1 / (1 + Math.Exp(-logit)) : null;
        var confidence = Math.Exp(signals.MeanLogProbability);
        var verdict = hasNothing ? Verdict.Refused : VerdictOf(score, fit is not null, isPlain, minQuality ?? parameters.Refuse);
        var reasons = verdict == Verdict.Good ? [] : Reasons(signals, fit, confidence, facts, kind).ToList();
        if (verdict != Verdict.Good && reasons.Count == 0) reasons.Add(fit is null ? QualityReason.LowConfidence : QualityReason.LowFit);
        return new CaptionQuality(score, fit, signals.Lift, confidence, verdict, reasons, signals.Contradiction);
    }

    private Verdict VerdictOf(double score, bool isJudged, bool isPlain, double refuse)
    {
        if (isPlain) return Verdict.Review;
        if (score < refuse) return Verdict.Refused;
        return score >= parameters.Good && isJudged ? Verdict.Good : Verdict.Review;
    }

    private IEnumerable<QualityReason> Reasons(QualitySignals signals, double? fit, double confidence, PictureFacts facts, PictureKind kind)
    {
        if (kind == PictureKind.Blank) yield return QualityReason.BlankImage;
        if (kind == PictureKind.Text) yield return QualityReason.TextImage;
        if (kind == PictureKind.Screenshot || PictureKinds.IsNoise(facts)) yield return QualityReason.OutOfScope;
        if (fit is null) yield return QualityReason.QualityUnavailable;
        if (signals.IsContradicted) yield return QualityReason.Contradicted;
        if (fit < parameters.LowFit) yield return QualityReason.LowFit;
        if (confidence < parameters.LowConfidence) yield return QualityReason.LowConfidence;
        if (signals.Repetition > 0) yield return QualityReason.Repetition;
    }
}
