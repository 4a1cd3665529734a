namespace Serverless.Core.Reading;

/// <summary>
/// From the detector's map to rectangles: binarised, connected, each component's smallest rectangle grown to the text's own size
/// (Liao et al., "Real-time Scene Text Detection with Differentiable Binarization"; the numbers are PaddleOCR's).
/// </summary>
internal static class TextRegions
{
    /// <summary>From this on a pixel belongs to a text's core.</summary>
    private const float PixelThreshold = 0.3f;

    /// <summary>Mean of the map over a component, below which it is none.</summary>
    public const double MinScore = 0.6;

    /// <summary>Shorter side in pixels of the map, below which a component is none.</summary>
    private const double MinSide = 3;

    /// <summary>The core was shrunk by area times this by perimeter.</summary>
    private const double UnclipRatio = 1.6;

    /// <summary>Added at both ends of a line, in heights: else narrow first and last letters are cut off.</summary>
    private const double EndShare = 0.12;

    /// <summary>Finds the rectangles.</summary>
    /// <param name="map">The detector's.</param>
    /// <param name="max">Most rectangles; of more the largest remain.</param>
    /// <returns>In pixels of the map, largest first, and whether all are there.</returns>
    public static (IReadOnlyList<Rectangle> Regions, bool IsComplete) Find(ProbabilityMap map, int max)
    {
        var found = new List<Rectangle>();
        foreach (var component in Components.Of(map, PixelThreshold))
        {
            var core = BentLine.Fit(Rectangle.Around(component.Outline), component.Pixels, map.Width);
            if (Math.Min(core.Width, core.Height) < MinSide || Score(map, component.Pixels) < MinScore)
                continue;
            var growth = core.Width * core.Height * UnclipRatio / (2 * (core.Width + core.Height));
            found.Add(core.Grown(growth).Lengthened(EndShare));
        }

        var sorted = found.OrderByDescending(region => region.Width * region.Height).ToList();
        return (sorted.Count > max ? sorted[..max] : sorted, sorted.Count <= max);
    }

    /// <summary>Mean of the map over a component; over its rectangle (PaddleOCR) long lines that are not quite straight fail.</summary>
    private static double Score(ProbabilityMap map, IReadOnlyList<int> pixels)
    {
        double sum = 0;
        foreach (var at in pixels)
            sum += map.Values[at];
        return sum / pixels.Count;
    }
}
