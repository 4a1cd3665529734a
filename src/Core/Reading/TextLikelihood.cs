using Serverless.Core.Quality;

namespace Serverless.Core.Reading;

/// <summary>
/// Whether a picture is worth searching for text. Graphics are searched whole: charts, screens and pages have even areas, and nearly all
/// of them text. Photographs have neither, so they are searched small first: letters large enough to be worth quoting are found there
/// (docs/figures-reading.md, "The gate").
/// </summary>
internal static class TextLikelihood
{
    /// <summary>Longest side in pixels of the small search.</summary>
    public const int SmallSide = 320;

    /// <summary>From this evenness on it is a graphic; 97 in 100 photographs have less.</summary>
    private const double MinEvenness = 0.1;

    /// <summary>Below this many colours it is a page or a drawing, also where print is too dense for even areas; 99 in 100 photographs
    /// have more.</summary>
    private const int MaxColours = 30;

    /// <summary>Height of a region by that of the picture, from which the small search counts.</summary>
    private const double MinHeight = 0.03;

    /// <summary>Whether the statistics alone make text likely.</summary>
    /// <param name="statistics">Of the pixels at the model's size.</param>
    public static bool IsLikely(PictureStatistics statistics) => statistics.Evenness >= MinEvenness || statistics.Colours < MaxColours;

    /// <summary>Whether what a small search found is worth a whole one.</summary>
    /// <param name="regions">What it found.</param>
    /// <param name="height">Height of what was searched, in the same pixels.</param>
    public static bool IsLikely(IReadOnlyList<Rectangle> regions, int height) =>
        regions.Any(region => Math.Min(region.Width, region.Height) >= MinHeight * height);
}
