using Serverless.Core.Inference;

namespace Serverless.Core.Reading;

/// <summary>Finds where text stands in a rendering.</summary>
/// <param name="model">The detector.</param>
internal sealed class TextSearch(TextDetectionModel model)
{
    /// <summary>Longest side in pixels.</summary>
    private const double MaxSide = 4096;

    /// <summary>Height in pixels of the lower quarter of regions above which text is searched smaller: large letters break.</summary>
    private const double LargeHeight = 90;

    /// <summary>The height it then has.</summary>
    private const double GoodHeight = 45;

    /// <summary>Searches.</summary>
    /// <param name="rendering">The picture.</param>
    /// <param name="maxPixels">Most pixels at which it is searched; a longest side of 4,096 besides.</param>
    /// <param name="max">Most regions.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>In pixels of the rendering, largest first, and whether all are there.</returns>
    public (IReadOnlyList<Rectangle> Regions, bool IsComplete) Find(
        Rendering rendering,
        int maxPixels,
        int max,
        CancellationToken cancellationToken
    )
    {
        var (found, isComplete, typical) = FindAt(rendering, maxPixels, max, cancellationToken);
        if (typical <= LargeHeight)
            return (found, isComplete);
        (found, isComplete, _) = FindAt(
            rendering,
            (int)(maxPixels * GoodHeight * GoodHeight / (typical * typical)),
            max,
            cancellationToken
        );
        return (found, isComplete);
    }

    private (IReadOnlyList<Rectangle> Regions, bool IsComplete, double TypicalHeight) FindAt(
        Rendering rendering,
        int maxPixels,
        int max,
        CancellationToken cancellationToken
    )
    {
        var pixels = rendering.Pixels;
        var scale = Math.Min(
            Math.Min(1, MaxSide / Math.Max(pixels.Width, pixels.Height)),
            Math.Sqrt(maxPixels / ((double)pixels.Width * pixels.Height))
        );
        var (width, height) = (Side(pixels.Width * scale), Side(pixels.Height * scale));
        var whole = new Rectangle(new TextPoint(pixels.Width / 2.0, pixels.Height / 2.0), pixels.Width, pixels.Height, 0);
        var tensor = rendering.Sample(whole, width, height, width, ChannelNormalization.Detection);
        var map = new ProbabilityMap(width, height, model.Probabilities(tensor, cancellationToken));
        var (found, isComplete) = TextRegions.Find(map, max);
        var heights = found.Select(region => Math.Min(region.Width, region.Height)).Order().ToList();
        var (across, down) = ((double)pixels.Width / width, (double)pixels.Height / height);
        return ([.. found.Select(region => region.Scaled(across, down))], isComplete, heights.Count == 0 ? 0 : heights[heights.Count / 4]);
    }

    private static int Side(double side) => Math.Max(1, (int)Math.Round(side / TextDetectionModel.Multiple)) * TextDetectionModel.Multiple;
}
