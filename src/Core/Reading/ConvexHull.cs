namespace Serverless.Core.Reading;

/// <summary>The smallest convex polygon around points (Andrew's monotone chain).</summary>
internal static class ConvexHull
{
    /// <param name="points">At least one; sorted here.</param>
    /// <returns>Corners in order; no three on one line. One or two for points that are one or on one line.</returns>
    public static IReadOnlyList<TextPoint> Of(IEnumerable<TextPoint> points)
    {
        var sorted = points.Distinct().OrderBy(point => point.X).ThenBy(point => point.Y).ToList();
        if (sorted.Count < 3)
            return sorted;
        var hull = Chain(sorted);
        sorted.Reverse();
        hull.AddRange(Chain(sorted));
        return hull;
    }

    /// <summary>One side from end to end, without its last point.</summary>
    private static List<TextPoint> Chain(List<TextPoint> sorted)
    {
        var chain = new List<TextPoint>();
        foreach (var point in sorted)
        {
            while (chain.Count >= 2 && Turn(chain[^2], chain[^1], point) <= 0)
                chain.RemoveAt(chain.Count - 1);
            chain.Add(point);
        }

        chain.RemoveAt(chain.Count - 1);
        return chain;
    }

    private static double Turn(TextPoint from, TextPoint over, TextPoint to) =>
        ((over.X - from.X) * (to.Y - from.Y)) - ((over.Y - from.Y) * (to.X - from.X));
}
