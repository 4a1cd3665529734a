namespace Serverless.Core.Imaging;

/// <summary>
/// Red, green, blue and white by their chromaticities (CIE 1931 x, y), as a matrix from linear RGB to CIE XYZ under D50.
/// </summary>
internal sealed record ColourPrimaries
{
    private const double Tolerance = 0.001;

    private static readonly double[] D50 = [0.96422, 1, 0.82521];

    /// <summary>Bradford cone responses (ICC.1:2022, annex E).</summary>
    private static readonly double[,] Bradford =
    {
        { 0.8951, 0.2664, -0.1614 },
        { -0.7502, 1.7135, 0.0367 },
        { 0.0389, -0.0685, 1.0296 },
    };

    private ColourPrimaries(double[,] toXyz) => ToXyz = toXyz;

    public static ColourPrimaries Srgb { get; } = Of((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), (0.3127, 0.3290))!;

    public static ColourPrimaries DisplayP3 { get; } = Of((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.3127, 0.3290))!;

    public static ColourPrimaries Bt2020 { get; } = Of((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), (0.3127, 0.3290))!;

    /// <summary>[3, 3], to XYZ of D50.</summary>
    public double[,] ToXyz { get; }

    /// <summary>By chromaticities; null where they span no colours.</summary>
    public static ColourPrimaries? Of(
        (double X, double Y) red,
        (double X, double Y) green,
        (double X, double Y) blue,
        (double X, double Y) white
    )
    {
        if (red.Y <= 0 || green.Y <= 0 || blue.Y <= 0 || white.Y <= 0)
            return null;
        var columns = new double[3, 3];
        (double X, double Y)[] corners = [red, green, blue];
        for (var i = 0; i < 3; i++)
        {
            var (x, y) = corners[i];
            (columns[0, i], columns[1, i], columns[2, i]) = (x / y, 1, (1 - x - y) / y);
        }

        double[] whitePoint = [white.X / white.Y, 1, (1 - white.X - white.Y) / white.Y];
        if (Matrix3.Invert(columns) is not { } inverse)
            return null;
        var shares = Matrix3.Apply(inverse, whitePoint);
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
                columns[row, column] *= shares[column];
        }

        return new ColourPrimaries(Matrix3.Multiply(Adaptation(whitePoint), columns));
    }

    public bool IsNear(ColourPrimaries other)
    {
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                if (Math.Abs(ToXyz[row, column] - other.ToXyz[row, column]) > Tolerance)
                    return false;
            }
        }

        return true;
    }

    private static double[,] Adaptation(double[] white)
    {
        var (from, to) = (Matrix3.Apply(Bradford, white), Matrix3.Apply(Bradford, D50));
        double[,] scale =
        {
            { to[0] / from[0], 0, 0 },
            { 0, to[1] / from[1], 0 },
            { 0, 0, to[2] / from[2] },
        };
        return Matrix3.Multiply(Matrix3.Invert(Bradford)!, Matrix3.Multiply(scale, Bradford));
    }
}
