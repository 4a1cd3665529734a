namespace Serverless.Core.Imaging;

/// <summary>Matrices of 3 by 3.</summary>
internal static class Matrix3
{
    public static double[,] Multiply(double[,] one, double[,] other)
    {
        var product = new double[3, 3];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                for (var i = 0; i < 3; i++)
                    product[row, column] += one[row, i] * other[i, column];
            }
        }

        return product;
    }

    public static double[] Apply(double[,] matrix, double[] vector) =>
        [
            .. Enumerable
                .Range(0, 3)
                .Select(row => (matrix[row, 0] * vector[0]) + (matrix[row, 1] * vector[1]) + (matrix[row, 2] * vector[2])),
        ];

    /// <summary>By cofactors; null where there is no inverse.</summary>
    public static double[,]? Invert(double[,] m)
    {
        double Cofactor(int row, int column)
        {
            var (r1, r2, c1, c2) = ((row + 1) % 3, (row + 2) % 3, (column + 1) % 3, (column + 2) % 3);
            return (m[r1, c1] * m[r2, c2]) - (m[r1, c2] * m[r2, c1]);
        }

        var determinant = (m[0, 0] * Cofactor(0, 0)) + (m[0, 1] * Cofactor(0, 1)) + (m[0, 2] * Cofactor(0, 2));
        if (Math.Abs(determinant) < 1e-12)
            return null;
        var inverse = new double[3, 3];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
                inverse[row, column] = Cofactor(column, row) / determinant;
        }

        return inverse;
    }
}
