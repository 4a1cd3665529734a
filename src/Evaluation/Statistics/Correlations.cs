using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Serverless.Evaluation.Statistics;

/// <summary>Pearson's and Spearman's correlation.</summary>
public static class Correlations
{
    /// <summary>Pearson's product-moment correlation.</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">As many.</param>
    /// <returns>-1 to 1; null where one side is constant.</returns>
    public static double? Pearson(IReadOnlyList<double> x, IReadOnlyList<double> y) =>
        IsConstant(x) || IsConstant(y) ? null : Correlation.Pearson(x, y);

    /// <summary>Spearman's rank correlation, ties at their mean rank.</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">As many.</param>
    /// <returns>The coefficient and its two-sided p-value by Student's t; null where one side is constant.</returns>
    public static (double Coefficient, double? PValue)? Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (IsConstant(x) || IsConstant(y))
            return null;
        var coefficient = Correlation.Spearman(x, y);
        if (x.Count < 3)
            return (coefficient, null);
        var freedom = x.Count - 2;
        var spread = (1 - coefficient) * (1 + coefficient);
        return (coefficient, spread <= 0 ? 0 : 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(coefficient) * Math.Sqrt(freedom / spread)));
    }

    private static bool IsConstant(IReadOnlyList<double> values) => values.All(value => value == values[0]);
}
