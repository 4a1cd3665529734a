namespace Serverless.Core.Quality;

/// <summary>
/// How often text that is said is right, by the reader's own confidence in it: at most one in twenty of its characters is wrong.
/// </summary>
/// <param name="Intercept">Of the logistic curve over the logit of the mean confidence.</param>
/// <param name="Slope">Of the same; above 0.</param>
/// <param name="Good">From this score on a text that is nothing but read words is good; above 1: never.</param>
public sealed record ReadCurve(double Intercept, double Slope, double Good)
{
    /// <summary>Where nothing was measured: even odds, and never good.</summary>
    public static ReadCurve Unmeasured { get; } = new(0, 0, 2);

    /// <summary>The score of read words.</summary>
    /// <param name="confidence">Mean over their characters, 0 to 1.</param>
    public double Score(double confidence) => 1 / (1 + Math.Exp(-Intercept - (Slope * LogOddsOf(confidence))));

    /// <summary>The signal of the curve: the logit of a confidence, bounded.</summary>
    /// <param name="confidence">0 to 1.</param>
    public static double LogOddsOf(double confidence)
    {
        var bounded = Math.Clamp(confidence, 1e-4, 1 - 1e-4);
        return Math.Log(bounded / (1 - bounded));
    }
}
