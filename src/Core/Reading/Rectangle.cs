using System.Runtime.InteropServices;

namespace Serverless.Core.Reading;

/// <summary>A rectangle at any angle.</summary>
/// <param name="Centre">Its middle, in pixels.</param>
/// <param name="Width">Length in pixels along the angle.</param>
/// <param name="Height">Length in pixels across it.</param>
/// <param name="Angle">Direction of the width in radians, from the right towards the bottom of the picture.</param>
/// <param name="Bow">How far its middle is displaced against the chord between its ends, where it is bent (a parabola).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rectangle(TextPoint Centre, double Width, double Height, double Angle, TextPoint Bow = default)
{
    private const double QuarterTurn = Math.PI / 2;

    /// <summary>The rectangle of least area around points (rotating calipers: one side lies on a side of the hull).</summary>
    /// <param name="points">At least one.</param>
    /// <returns>Its angle above -45° and up to 45°.</returns>
    public static Rectangle Around(IEnumerable<TextPoint> points)
    {
        var hull = ConvexHull.Of(points);
        var best = Along(hull, 0);
        for (var i = 0; i < hull.Count && hull.Count > 1; i++)
        {
            var (from, to) = (hull[i], hull[(i + 1) % hull.Count]);
            var candidate = Along(hull, Math.Atan2(to.Y - from.Y, to.X - from.X));
            if (candidate.Width * candidate.Height < (best.Width * best.Height) - 1e-9)
                best = candidate;
        }

        return best.Upright();
    }

    /// <summary>Larger by a distance on every side.</summary>
    /// <param name="distance">In pixels.</param>
    public Rectangle Grown(double distance) => this with { Width = Width + (2 * distance), Height = Height + (2 * distance) };

    /// <summary>Longer at both ends of its longer side.</summary>
    /// <param name="share">By how much, in lengths of the shorter side.</param>
    public Rectangle Lengthened(double share) =>
        Width >= Height ? this with { Width = Width + (2 * share * Height) } : this with { Height = Height + (2 * share * Width) };

    /// <summary>In another scale.</summary>
    /// <param name="across">Factor of x.</param>
    /// <param name="down">Factor of y, near that of x.</param>
    public Rectangle Scaled(double across, double down)
    {
        var mean = Math.Sqrt(across * down);
        return new Rectangle(
            new TextPoint(Centre.X * across, Centre.Y * down),
            Width * mean,
            Height * mean,
            Angle,
            new TextPoint(Bow.X * across, Bow.Y * down)
        );
    }

    /// <summary>The same place, with its width where the height was; turned clockwise.</summary>
    /// <param name="quarters">Quarter turns, 0 to 3.</param>
    public Rectangle Turned(int quarters) =>
        quarters % 2 == 0
            ? this with
            {
                Angle = Angle + (quarters * QuarterTurn),
            }
            : new Rectangle(Centre, Height, Width, Angle + (quarters * QuarterTurn), Bow);

    /// <summary>A place inside.</summary>
    /// <param name="along">Pixels from the centre in the direction of the width.</param>
    /// <param name="across">Pixels from the centre in the direction of the height.</param>
    public TextPoint At(double along, double across)
    {
        var (sin, cos) = Math.SinCos(Angle);
        var part = 2 * along / Width;
        var bent = 1 - (part * part);
        return new TextPoint(
            Centre.X + (along * cos) - (across * sin) + (bent * Bow.X),
            Centre.Y + (along * sin) + (across * cos) + (bent * Bow.Y)
        );
    }

    /// <summary>The straight rectangle around it.</summary>
    public Rectangle Straightened() =>
        new(
            new TextPoint(Centre.X + (Bow.X / 2), Centre.Y + (Bow.Y / 2)),
            Width,
            Height + Math.Sqrt((Bow.X * Bow.X) + (Bow.Y * Bow.Y)),
            Angle
        );

    /// <summary>Corners, clockwise from the upper left of its own direction.</summary>
    public TextPoint[] Corners() =>
        [At(-Width / 2, -Height / 2), At(Width / 2, -Height / 2), At(Width / 2, Height / 2), At(-Width / 2, Height / 2)];

    private static Rectangle Along(IReadOnlyList<TextPoint> hull, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        var (left, right) = Extent(hull.Select(point => (point.X * cos) + (point.Y * sin)));
        var (top, bottom) = Extent(hull.Select(point => (point.Y * cos) - (point.X * sin)));
        var (along, across) = ((left + right) / 2, (top + bottom) / 2);
        return new Rectangle(
            new TextPoint((along * cos) - (across * sin), (along * sin) + (across * cos)),
            right - left,
            bottom - top,
            angle
        );
    }

    private static (double Min, double Max) Extent(IEnumerable<double> values)
    {
        var (min, max) = (double.MaxValue, double.MinValue);
        foreach (var value in values)
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        return (min, max);
    }

    /// <summary>The same rectangle with its angle above -45° and up to 45°.</summary>
    public Rectangle Upright()
    {
        var quarters = (int)Math.Ceiling((Angle / QuarterTurn) - 0.5);
        var turned = quarters % 2 == 0 ? this : new Rectangle(Centre, Height, Width, Angle, Bow);
        return turned with { Angle = Angle - (quarters * QuarterTurn) };
    }
}
