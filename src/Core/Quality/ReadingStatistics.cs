namespace Serverless.Core.Quality;

/// <summary>What the text of a picture says about its kind: how much there is, how large, how it is spread, and of what sort.</summary>
/// <param name="Lines">How many lines were read.</param>
/// <param name="Unread">How many were found and not read.</param>
/// <param name="Characters">How many characters they have.</param>
/// <param name="Area">Sum of their boxes as a share of the picture, 0 to 1.</param>
/// <param name="Height">Median height of a line as a share of the picture's height, 0 to 1.</param>
/// <param name="LargestHeight">That of the largest.</param>
/// <param name="Width">Mean length of a line as a share of the picture's width, 0 to 1.</param>
/// <param name="Extent">Width times height of the rectangle around all lines as a share of the picture, 0 to 1.</param>
/// <param name="Aligned">Share of lines that begin where most of them do, within 2 % of the width, 0 to 1.</param>
/// <param name="Numbers">Share of lines that are numbers (with signs, units), 0 to 1: the ticks of an axis.</param>
/// <param name="Upright">Share of lines that run along the picture's width, 0 to 1: the title of an axis does not.</param>
/// <param name="Words">Mean count of words of a line.</param>
/// <param name="Confidence">Mean confidence, 0 to 1.</param>
public sealed record ReadingStatistics(
    int Lines,
    int Unread,
    int Characters,
    double Area,
    double Height,
    double LargestHeight,
    double Width,
    double Extent,
    double Aligned,
    double Numbers,
    double Upright,
    double Words,
    double Confidence
)
{
    /// <summary>Of a picture without text, or where it was not searched for since it is unlikely.</summary>
    public static ReadingStatistics None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
