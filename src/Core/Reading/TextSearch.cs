using Serverless.Core.Inference;

namespace Serverless.Core.Reading;

/// <summary>Finds where text stands in a rendering.</summary>
/// <param name="model">The detector.</param>
internal sealed class TextSearch(TextDetectionModel model)
{
    /// <summary>Searches.</summary>
    /// <param name="rendering">The picture.</param>
    /// <param name="maxSide">Longest side in pixels at which it is searched.</param>
    /// <param name="max">Most regions.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>In pixels of the rendering, largest first, and whether all are there.</returns>
    public (IReadOnlyList<Rectangle> Regions, bool IsComplete) Find(
        Rendering rendering,
        int maxSide,
        int max,
        CancellationToken cancellationToken
    )
    {
        var pixels = rendering.Pixels;
        var scale = Math.Min(1, (double)maxSide / Math.Max(pixels.Width, pixels.Height));
        var (width, height) = (Side(pixels.Width * scale), Side(pixels.Height * scale));
        var whole = new Rectangle(new TextPoint(pixels.Width / 2.0, pixels.Height / 2.0), pixels.Width, pixels.Height, 0);
        var tensor = rendering.Sample(whole, width, height, width, ChannelNormalization.Detection);
        var map = new ProbabilityMap(width, height, model.Probabilities(tensor, cancellationToken));
        var (found, isComplete) = TextRegions.Find(map, max);
        var (across, down) = ((double)pixels.Width / width, (double)pixels.Height / height);
        return ([.. found.Select(region => region.Scaled(across, down))], isComplete);
    }

    private static int Side(double side) => Math.Max(1, (int)Math.Round(side / TextDetectionModel.Multiple)) * TextDetectionModel.Multiple;
}
