namespace Serverless.Evaluation.Statistics;

/// <summary>
/// Scores to probabilities by a logistic curve, p = 1 / (1 + exp(a s + b)) (Platt 1999; Newton's method of Lin, Lin and Weng 2007).
/// </summary>
/// <param name="A">Slope; negative where higher scores mean yes.</param>
/// <param name="B">Offset.</param>
public sealed record PlattScaling(double A, double B)
{
    private const int MaxRounds = 200;
    private const double Ridge = 1e-12,
        SmallestStep = 1e-12,
        Precise = 1e-12;

    /// <summary>Fits.</summary>
    /// <param name="labels">True for yes.</param>
    /// <param name="scores">As many.</param>
    /// <param name="isSmoothed">Whether targets are (n+1)/(n+2) and 1/(m+2) instead of 1 and 0, so that separable data stay
    /// finite.</param>
    public static PlattScaling Fit(IReadOnlyList<bool> labels, IReadOnlyList<double> scores, bool isSmoothed = true)
    {
        double positives = labels.Count(label => label),
            negatives = labels.Count - positives;
        var (high, low) = isSmoothed ? ((positives + 1) / (positives + 2), 1 / (negatives + 2)) : (1.0, 0.0);
        var targets = labels.Select(label => label ? high : low).ToArray();
        var fit = new PlattScaling(0, Math.Log((negatives + 1) / (positives + 1)));
        for (var round = 0; round < MaxRounds; round++)
        {
            double gradientA = 0,
                gradientB = 0,
                curveAA = Ridge,
                curveAB = 0,
                curveBB = Ridge;
            for (var i = 0; i < targets.Length; i++)
            {
                var probability = fit.Probability(scores[i]);
                var (error, spread) = (targets[i] - probability, probability * (1 - probability));
                gradientA += error * scores[i];
                gradientB += error;
                curveAA += spread * scores[i] * scores[i];
                curveAB += spread * scores[i];
                curveBB += spread;
            }

            if (Math.Abs(gradientA) < Precise && Math.Abs(gradientB) < Precise)
                break;
            var determinant = (curveAA * curveBB) - (curveAB * curveAB);
            var (stepA, stepB) = (
                -((curveBB * gradientA) - (curveAB * gradientB)) / determinant,
                -((curveAA * gradientB) - (curveAB * gradientA)) / determinant
            );
            if (fit.Step(stepA, stepB, targets, scores) is not { } next)
                break;
            fit = next;
        }

        return fit;
    }

    /// <summary>The probability of yes.</summary>
    /// <param name="score">The score.</param>
    /// <returns>0 to 1.</returns>
    public double Probability(double score)
    {
        var sum = (A * score) + B;
        return sum >= 0 ? Math.Exp(-sum) / (1 + Math.Exp(-sum)) : 1 / (1 + Math.Exp(sum));
    }

    /// <summary>The longest halved step that does not raise the loss; null when none is left.</summary>
    private PlattScaling? Step(double stepA, double stepB, double[] targets, IReadOnlyList<double> scores)
    {
        var before = Loss(targets, scores);
        for (var length = 1.0; length > SmallestStep; length /= 2)
        {
            var next = new PlattScaling(A + (length * stepA), B + (length * stepB));
            if (next.Loss(targets, scores) < before)
                return next;
        }

        return null;
    }

    private double Loss(double[] targets, IReadOnlyList<double> scores)
    {
        var loss = 0.0;
        for (var i = 0; i < targets.Length; i++)
        {
            var sum = (A * scores[i]) + B;
            loss += sum >= 0 ? (targets[i] * sum) + Math.Log(1 + Math.Exp(-sum)) : ((targets[i] - 1) * sum) + Math.Log(1 + Math.Exp(sum));
        }

        return loss;
    }
}
