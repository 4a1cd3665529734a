namespace Serverless.Core.Reading;

/// <summary>
/// The core of a line that is not straight: on a curved page, or since the map wavers. The rectangle around it is then higher than the
/// line, so a parabola is fitted through its pixels, and its height is that of the pixels along it.
/// </summary>
internal static class BentLine
{
    /// <summary>Longer side by shorter side from which a core is taken for a line.</summary>
    private const double MinRatio = 4;

    /// <summary>Height of the fitted core, in mean heights of its pixels.</summary>
    private const double Slack = 1.2;

    /// <param name="around">The rectangle around the pixels.</param>
    /// <param name="pixels">Indices in the map.</param>
    /// <param name="mapWidth">Pixels in a row of the map.</param>
    /// <returns>The rectangle itself where it is short.</returns>
    public static Rectangle Fit(Rectangle around, IReadOnlyList<int> pixels, int mapWidth)
    {
        var isStanding = around.Height > around.Width;
        var line = isStanding ? around.Turned(1) : around;
        if (line.Width < MinRatio * line.Height)
            return around;
        var (sin, cos) = Math.SinCos(line.Angle);
        var (constant, slope, square) = Parabola(pixels.Select(at => Local(at)), line.Width / 2);
        var height = Math.Min(line.Height, Slack * pixels.Count / line.Width);
        var angle = line.Angle + Math.Atan2(slope, line.Width / 2);
        var chord = constant + square;
        var bent = new Rectangle(
            new TextPoint(line.Centre.X - (chord * sin), line.Centre.Y + (chord * cos)),
            line.Width,
            height,
            angle,
            new TextPoint(square * sin, -square * cos)
        );
        return isStanding ? bent.Turned(3).Upright() : bent;

        (double Along, double Across) Local(int at)
        {
            var (y, x) = Math.DivRem(at, mapWidth);
            var (right, down) = (x + 0.5 - line.Centre.X, y + 0.5 - line.Centre.Y);
            return ((right * cos) + (down * sin), (down * cos) - (right * sin));
        }
    }

    /// <summary>Least squares: across = constant + slope t + square t², t along from -1 to 1.</summary>
    private static (double Constant, double Slope, double Square) Parabola(IEnumerable<(double Along, double Across)> points, double half)
    {
        double n = 0,
            t1 = 0,
            t2 = 0,
            t3 = 0,
            t4 = 0,
            y0 = 0,
            y1 = 0,
            y2 = 0;
        foreach (var (along, across) in points)
        {
            var t = along / half;
            n++;
            t1 += t;
            t2 += t * t;
            t3 += t * t * t;
            t4 += t * t * t * t;
            y0 += across;
            y1 += across * t;
            y2 += across * t * t;
        }

        var determinant = Determinant(n, t1, t2, t1, t2, t3, t2, t3, t4);
        if (Math.Abs(determinant) < 1e-9)
            return (y0 / n, 0, 0);
        return (
            Determinant(y0, t1, t2, y1, t2, t3, y2, t3, t4) / determinant,
            Determinant(n, y0, t2, t1, y1, t3, t2, y2, t4) / determinant,
            Determinant(n, t1, y0, t1, t2, y1, t2, t3, y2) / determinant
        );
    }

    private static double Determinant(double a, double b, double c, double d, double e, double f, double g, double h, double i) =>
        (a * ((e * i) - (f * h))) - (b * ((d * i) - (f * g))) + (c * ((d * h) - (e * g)));
}
