namespace Serverless.Evaluation.Statistics;

/// <summary>How well scores separate yes from no, and how far they can be read as probabilities.</summary>
public static class Classification
{
    private const int Bins = 10;

    /// <summary>Area under the ROC curve: the chance that a yes scores above a no, ties counting one half.</summary>
    /// <param name="labels">True for yes.</param>
    /// <param name="scores">As many.</param>
    /// <returns>0 to 1; null when a class is missing.</returns>
    public static double? Auc(IReadOnlyList<bool> labels, IReadOnlyList<double> scores)
    {
        var negatives = scores.Where((_, i) => !labels[i]).Order().ToArray();
        var positives = scores.Where((_, i) => labels[i]).ToArray();
        if (negatives.Length == 0 || positives.Length == 0)
            return null;
        return positives.Sum(score => (Below(negatives, score) + NotAbove(negatives, score)) / 2.0) / negatives.Length / positives.Length;
    }

    /// <summary>Brier's score (1950): the mean squared difference of score and label.</summary>
    /// <param name="labels">0 to 1.</param>
    /// <param name="scores">As many, 0 to 1.</param>
    public static double Brier(IReadOnlyList<double> labels, IReadOnlyList<double> scores) =>
        labels.Zip(scores, (label, score) => (score - label) * (score - label)).Average();

    /// <summary>Expected calibration error over ten equal bins: |mean label - mean score|, weighted by share.</summary>
    /// <param name="labels">0 to 1.</param>
    /// <param name="scores">As many, 0 to 1.</param>
    /// <param name="isLeftClosed">Whether a score on an edge belongs to the bin above it.</param>
    public static double CalibrationError(IReadOnlyList<double> labels, IReadOnlyList<double> scores, bool isLeftClosed = true) =>
        Enumerable
            .Range(0, scores.Count)
            .GroupBy(i => Math.Clamp((int)(isLeftClosed ? Math.Floor(10 * scores[i]) : Math.Ceiling(10 * scores[i]) - 1), 0, Bins - 1))
            .Sum(bin => Math.Abs(bin.Average(i => labels[i]) - bin.Average(i => scores[i])) * bin.Count() / scores.Count);

    private static int Below(double[] sorted, double value) => Bound(sorted, other => other < value);

    private static int NotAbove(double[] sorted, double value) => Bound(sorted, other => other <= value);

    private static int Bound(double[] sorted, Func<double, bool> isBefore)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isBefore(sorted[middle]))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
