using Serverless.Core.Quality;

namespace Serverless.Trainer.Heads;

/// <summary>Curves with other weights, in four decimals as they are kept.</summary>
internal static class CurveWeights
{
    private const int Decimals = 4;

    /// <param name="curve">What it is made of; a signal that it does without stays left out.</param>
    /// <param name="intercept">The new one.</param>
    /// <param name="change">From a signal and its old weight to the new one.</param>
    public static ScoreCurve Map(ScoreCurve curve, double intercept, Func<QualitySignal, double, double> change)
    {
        double? Of(QualitySignal signal) => curve.WeightOf(signal) is { } weight ? Rounded(change(signal, weight)) : null;
        return new ScoreCurve(
            Rounded(intercept),
            Of(QualitySignal.Fit),
            Of(QualitySignal.Lift),
            Of(QualitySignal.Confidence)!.Value,
            Of(QualitySignal.Repetition)!.Value,
            Of(QualitySignal.Contradiction),
            Of(QualitySignal.SceneContradiction)
        );
    }

    public static double Rounded(double value) => Math.Round(value, Decimals) + 0.0; // never -0
}
