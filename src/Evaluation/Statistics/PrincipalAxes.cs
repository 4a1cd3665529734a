using MathNet.Numerics.LinearAlgebra;

namespace Serverless.Evaluation.Statistics;

/// <summary>The axes along which points differ most.</summary>
/// <param name="Mean">[width] of the points.</param>
/// <param name="Axes">[axes][width] of unit length, the widest first; the largest number of each is positive, so that the same points
/// give the same axes.</param>
/// <param name="Deviations">[axes] standard deviations along them.</param>
public sealed record PrincipalAxes(double[] Mean, double[][] Axes, double[] Deviations)
{
    /// <summary>Finds them from the covariance.</summary>
    /// <param name="points">[n][width], at least two.</param>
    /// <param name="count">How many axes, at most the width.</param>
    public static PrincipalAxes Of(IReadOnlyList<IReadOnlyList<float>> points, int count)
    {
        var width = points[0].Count;
        var matrix = Matrix<double>.Build.Dense(points.Count, width, (row, column) => points[row][column]);
        var mean = matrix.ColumnSums() / points.Count;
        var centred = Matrix<double>.Build.Dense(points.Count, width, (row, column) => matrix[row, column] - mean[column]);
        var covariance = centred.TransposeThisAndMultiply(centred) / (points.Count - 1);
        var found = covariance.Evd(Symmetricity.Symmetric);
        var widest = Enumerable.Range(0, width).OrderByDescending(i => found.EigenValues[i].Real).Take(count).ToList();
        return new PrincipalAxes(
            [.. mean],
            [.. widest.Select(i => Signed([.. found.EigenVectors.Column(i)]))],
            [.. widest.Select(i => Math.Sqrt(Math.Max(0, found.EigenValues[i].Real)))]
        );
    }

    private static double[] Signed(double[] axis) => axis.MaxBy(Math.Abs) < 0 ? [.. axis.Select(value => -value)] : axis;
}
