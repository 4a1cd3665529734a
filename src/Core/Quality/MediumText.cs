using System.Text.RegularExpressions;

namespace Serverless.Core.Quality;

/// <summary>
/// Words of the captioner that belong to another medium than a photograph. It learned them from drawings and hardly ever uses them of a
/// photograph, so they indicate the kind of a picture.
/// </summary>
internal static partial class MediumText
{
    /// <summary>Whether a text names a chart.</summary>
    /// <param name="text">A sentence, lower case.</param>
    public static bool NamesChart(string text) => Chart().IsMatch(text);

    /// <summary>Whether a text names a page, or text.</summary>
    /// <param name="text">A sentence, lower case.</param>
    public static bool NamesPage(string text) => Page().IsMatch(text);

    /// <summary>Whether a text calls the picture something drawn, printed or shown on a screen: of a photograph that is wrong.</summary>
    /// <param name="text">A sentence, lower case.</param>
    public static bool NamesMedium(string text) => NamesChart(text) || Medium().IsMatch(text);

    /// <summary>
    /// Whether a text describes something drawn: of its medium, of shapes, patterns and print, of things "on a white background".
    /// </summary>
    /// <param name="text">A sentence, lower case.</param>
    public static bool MentionsDrawing(string text) =>
        NamesMedium(text) || NamesPage(text) || Shape().IsMatch(text) || Ground().IsMatch(text);

    [GeneratedRegex(@"\bcharts?\b", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Chart();

    [GeneratedRegex(@"\b(pages?|text)\b", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Page();

    [GeneratedRegex(
        @"\b(icons?|emojis?|drawings?|diagrams?|graphs?|screenshots?|gradients?|pages? of)\b",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Medium();

    [GeneratedRegex(
        @"\b(circles?|rings?|squares?|rectangles?|triangles?|hexagons?|diamonds?|cross(es)?|stars?|hearts?|arrows?)\b"
            + @"|\b(patterns?|stripes|dots|checkered)\b",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Shape();

    [GeneratedRegex(
        @"\bon (an? )?\w+ background\b|\bon (black|white|gray|red|green|blue|cyan|brown|yellow|orange|pink|purple)$",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Ground();
}
