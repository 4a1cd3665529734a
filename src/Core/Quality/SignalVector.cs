namespace Serverless.Core.Quality;

/// <summary>
/// Signals as numbers in one order: the only place where they become features, for the score and for what learns its weights.
/// </summary>
public static class SignalVector
{
    /// <summary>Every signal, in the order of curves and their shares.</summary>
    public static IReadOnlyList<QualitySignal> All { get; } =
    [
        QualitySignal.Fit,
        QualitySignal.Lift,
        QualitySignal.Confidence,
        QualitySignal.Repetition,
        QualitySignal.Contradiction,
        QualitySignal.SceneContradiction,
    ];

    /// <summary>One signal's value in its own unit.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="signal">Which.</param>
    /// <returns>Null where it is not there.</returns>
    public static double? ValueOf(QualitySignals signals, QualitySignal signal) =>
        signal switch
        {
            QualitySignal.Fit => signals.FitLogit,
            QualitySignal.Lift => signals.Lift,
            QualitySignal.Confidence => signals.MeanLogProbability,
            QualitySignal.Repetition => signals.Repetition,
            QualitySignal.Contradiction => signals.Contradiction,
            QualitySignal.SceneContradiction => signals.SceneContradiction,
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "No such signal."),
        };

    /// <summary>Several signals' values.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="order">Which, in the order of the result.</param>
    /// <returns>[order]; null where one of them is not there.</returns>
    public static double[]? Of(QualitySignals signals, IReadOnlyList<QualitySignal> order)
    {
        var values = new double[order.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (ValueOf(signals, order[i]) is not { } value)
                return null;
            values[i] = value;
        }

        return values;
    }
}
