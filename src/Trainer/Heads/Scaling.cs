using Serverless.Evaluation.Statistics;

namespace Serverless.Trainer.Heads;

/// <summary>Features of mean 0 and deviation 1, by the examples' weights.</summary>
/// <param name="Means">[features].</param>
/// <param name="Deviations">[features] above 0.</param>
internal sealed record Scaling(double[] Means, double[] Deviations)
{
    public static Scaling Of(HeadData data)
    {
        var total = data.Weights.Sum();
        var means = new double[data.Signals.Count];
        var deviations = new double[data.Signals.Count];
        for (var column = 0; column < means.Length; column++)
        {
            var at = column;
            means[at] = data.Rows.Select((row, i) => data.Weights[i] * row[at]).Sum() / total;
            var variance = data.Rows.Select((row, i) => data.Weights[i] * Math.Pow(row[at] - means[at], 2)).Sum() / total;
            deviations[at] = variance > 0 ? Math.Sqrt(variance) : 1;
        }

        return new Scaling(means, deviations);
    }

    public float[] Apply(double[] row) => [.. row.Select((value, i) => (float)((value - Means[i]) / Deviations[i]))];

    /// <summary>The head over features as they are, of one over scaled ones.</summary>
    public LogisticRegression Undo(double intercept, double[] slopes)
    {
        var undone = slopes.Select((slope, i) => slope / Deviations[i]).ToArray();
        return new LogisticRegression(intercept - undone.Select((slope, i) => slope * Means[i]).Sum(), undone);
    }
}
