namespace Serverless.Core.Reading;

/// <summary>The rectangle of a text, turned as the text is.</summary>
/// <param name="Corners">Four, clockwise from the upper left as the text is read, in pixels of the upright picture.</param>
public sealed record TextBox(IReadOnlyList<TextPoint> Corners)
{
    /// <summary>Length of the upper side in pixels: along the text.</summary>
    public double Width => Corners[0].DistanceTo(Corners[1]);

    /// <summary>Length of the left side in pixels: the height of the text, ascenders and descenders included.</summary>
    public double Height => Corners[0].DistanceTo(Corners[3]);

    /// <summary>Mean of the corners.</summary>
    public TextPoint Centre => new(Corners.Average(corner => corner.X), Corners.Average(corner => corner.Y));
}
