namespace Serverless.Core.Quality;

/// <summary>Weights of a multinomial logistic regression.</summary>
/// <param name="Intercepts">[kinds].</param>
/// <param name="Weights">[kinds][features], of standardised features.</param>
public sealed record KindWeights(IReadOnlyList<double> Intercepts, IReadOnlyList<IReadOnlyList<double>> Weights)
{
    /// <summary>Whether there are as many numbers as there must be, all finite.</summary>
    internal bool IsValid(int kinds, int features) =>
        Intercepts.Count == kinds
        && Intercepts.All(double.IsFinite)
        && Weights.Count == kinds
        && Weights.All(row => row.Count == features && row.All(double.IsFinite));

    /// <summary>Logits before softmax.</summary>
    internal double[] Logits(ReadOnlySpan<double> standardised)
    {
        var logits = new double[Intercepts.Count];
        for (var kind = 0; kind < logits.Length; kind++)
        {
            var sum = Intercepts[kind];
            var row = Weights[kind];
            for (var i = 0; i < standardised.Length; i++)
                sum += row[i] * standardised[i];
            logits[kind] = sum;
        }

        return logits;
    }
}
