using Serverless.Core.Classification;
using Serverless.Core.Quality;

namespace Serverless.Trainer.Heads;

/// <summary>
/// The curve of names (<see cref="ClassificationParameters.ScoreOf"/>) as any other: the logit of their probability stands where the
/// quality model's stands for sentences.
/// </summary>
internal static class NamesCurve
{
    /// <param name="names">The numbers of recognition.</param>
    public static ScoreCurve Of(ClassificationParameters names) => new(names.Intercept, names.Slope, null, 0, 0);

    /// <param name="probability">Of the least likely name, 0 to 1.</param>
    public static QualitySignals SignalsOf(double probability) => new(ClassificationParameters.LogitOf(probability), 0, null, 0);

    /// <summary>Numbers with another curve; a curve in which a surer name is no better is none, and theirs stays.</summary>
    /// <param name="names">The numbers of recognition.</param>
    /// <param name="curve">The curve.</param>
    public static ClassificationParameters Apply(ClassificationParameters names, ScoreCurve curve) =>
        curve.FitLogit is > 0 ? names with { Intercept = curve.Intercept, Slope = curve.FitLogit.Value } : names;
}
