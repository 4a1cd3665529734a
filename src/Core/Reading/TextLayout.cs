namespace Serverless.Core.Reading;

/// <summary>Found lines in the order of reading, those of one row that belong together as one.</summary>
internal static class TextLayout
{
    /// <summary>Gap between parts of one line, in heights.</summary>
    private const double MaxGap = 0.9;

    /// <summary>Share of the smaller height that two parts of one line have in common.</summary>
    private const double MinOverlap = 0.6;

    /// <summary>Heights of two parts of one line differ by at most this factor.</summary>
    private const double MaxHeightRatio = 1.7;

    /// <summary>A line of several regions.</summary>
    /// <param name="Parts">From the left.</param>
    /// <param name="Area">Around them, turned as they are.</param>
    public sealed record LaidOutLine(IReadOnlyList<FoundLine> Parts, Rectangle Area);

    /// <summary>Arranges lines.</summary>
    /// <param name="found">Any order.</param>
    public static IReadOnlyList<LaidOutLine> Of(IReadOnlyList<FoundLine> found)
    {
        if (found.Count == 0)
            return [];
        var angle = PageAngle(found);
        var joined = Join(found, angle);
        var boxes = joined.ConvertAll(line => BoxOf(line.Area, angle));
        return [.. ReadingOrder.Of(boxes).Select(i => joined[i])];
    }

    /// <summary>The direction of most text: the mean direction of lines, long ones counting more.</summary>
    private static double PageAngle(IReadOnlyList<FoundLine> found)
    {
        var (x, y) = (0.0, 0.0);
        foreach (var line in found)
        {
            x += line.Area.Width * Math.Cos(line.Area.Angle);
            y += line.Area.Width * Math.Sin(line.Area.Angle);
        }

        var mean = Math.Atan2(y, x);
        var main = found.Where(line => Math.Cos(line.Area.Angle - mean) > 0.9).ToList();
        if (main.Count == 0)
            return found.MaxBy(line => line.Area.Width)!.Area.Angle;
        return Math.Atan2(
            main.Sum(line => line.Area.Width * Math.Sin(line.Area.Angle)),
            main.Sum(line => line.Area.Width * Math.Cos(line.Area.Angle))
        );
    }

    /// <summary>Bounds of a rectangle in a page that is turned back.</summary>
    private static UprightBox BoxOf(Rectangle area, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        var corners = Array.ConvertAll(
            area.Straightened().Corners(),
            corner => new TextPoint((corner.X * cos) + (corner.Y * sin), (corner.Y * cos) - (corner.X * sin))
        );
        return new UprightBox(
            corners.Min(corner => corner.X),
            corners.Min(corner => corner.Y),
            corners.Max(corner => corner.X),
            corners.Max(corner => corner.Y)
        );
    }

    private static List<LaidOutLine> Join(IReadOnlyList<FoundLine> found, double angle)
    {
        var open = new List<(List<FoundLine> Parts, UprightBox Box)>();
        foreach (var line in found.OrderBy(line => BoxOf(line.Area, angle).Left))
        {
            var box = BoxOf(line.Area, angle);
            var isAlong = Math.Cos(line.Area.Angle - angle) > 0.9;
            var at = isAlong ? open.FindIndex(other => Belongs(other.Parts[^1], other.Box, box, angle)) : -1;
            if (at < 0)
                open.Add(([line], box));
            else
                open[at] = ([.. open[at].Parts, line], Union(open[at].Box, box));
        }

        return open.ConvertAll(line => new LaidOutLine(line.Parts, AreaOf(line.Parts)));
    }

    private static bool Belongs(FoundLine last, UprightBox left, UprightBox right, double angle)
    {
        if (Math.Cos(last.Area.Angle - angle) <= 0.9)
            return false;
        var height = Math.Min(left.Height, right.Height);
        var overlap = Math.Min(left.Bottom, right.Bottom) - Math.Max(left.Top, right.Top);
        var gap = right.Left - left.Right;
        return Math.Max(left.Height, right.Height) <= MaxHeightRatio * height
            && overlap >= MinOverlap * height
            && gap <= MaxGap * height
            && gap >= -0.5 * height;
    }

    private static UprightBox Union(UprightBox one, UprightBox other) =>
        new(
            Math.Min(one.Left, other.Left),
            Math.Min(one.Top, other.Top),
            Math.Max(one.Right, other.Right),
            Math.Max(one.Bottom, other.Bottom)
        );

    private static Rectangle AreaOf(List<FoundLine> parts)
    {
        if (parts.Count == 1)
            return parts[0].Area.Straightened();
        var angle = parts.MaxBy(part => part.Area.Width)!.Area.Angle;
        var (sin, cos) = Math.SinCos(angle);
        var box = parts.Select(part => BoxOf(part.Area, angle)).Aggregate(Union);
        var (along, across) = ((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2);
        return new Rectangle(new TextPoint((along * cos) - (across * sin), (along * sin) + (across * cos)), box.Width, box.Height, angle);
    }
}
