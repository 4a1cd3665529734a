namespace Serverless.Core.Classification;

/// <summary>What one picture shows, as probabilities of classes that sum to 1; a kind has the sum of its classes.</summary>
public sealed class LabelProbabilities
{
    private readonly LabelHierarchy _hierarchy;
    private readonly double[] _classes;

    /// <summary>Softmax of logits over a temperature (Guo et al. 2017).</summary>
    /// <param name="hierarchy">The names.</param>
    /// <param name="logits">[classes].</param>
    /// <param name="temperature">Above 0; 1 changes nothing.</param>
    public LabelProbabilities(LabelHierarchy hierarchy, ReadOnlySpan<float> logits, double temperature)
    {
        _hierarchy = hierarchy;
        _classes = new double[logits.Length];
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        double sum = 0;
        for (var i = 0; i < logits.Length; i++)
            sum += _classes[i] = Math.Exp((logits[i] - largest) / temperature);
        for (var i = 0; i < logits.Length; i++)
            _classes[i] /= sum;
    }

    /// <summary>The probability that the picture shows one of some classes.</summary>
    /// <param name="classes">Each once.</param>
    public double Of(IEnumerable<int> classes) => Math.Min(1, classes.Sum(index => _classes[index]));

    /// <summary>Every class and kind that reaches a level, the most specific first, the likelier of equals before the other.</summary>
    /// <param name="level">0 to 1.</param>
    public IReadOnlyList<ImageLabel> AtLeast(double level) =>
        [
            .. _hierarchy
                .Classes.Concat(_hierarchy.Kinds)
                .Select(label => new ImageLabel(label, Of(label.Classes)))
                .Where(label => label.Probability >= level)
                .OrderBy(label => label.Label.Classes.Count)
                .ThenByDescending(label => label.Probability)
                .ThenBy(label => label.Label.Id, StringComparer.Ordinal),
        ];
}
