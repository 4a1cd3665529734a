using Serverless.Core.AltText;

namespace Serverless.Core.Quality;

/// <summary>
/// The kind of a picture by its statistics and its caption, with plain thresholds. Those on photographs were chosen on photographs alone
/// (what share of them may be lost), those among drawn pictures on pictures drawn for it; what they are worth on real graphics stands in
/// docs/figures-kinds.md.
/// </summary>
public static class PictureKinds
{
    /// <summary>
    /// From this <see cref="PictureStatistics.Evenness"/> on no picture is surely a photograph: 3 in 100 photographs reach it, of graphics
    /// nearly all.
    /// </summary>
    public const double MinEvenness = 0.1;

    /// <summary>From this evenness on a picture of few shades is drawn: 1 in 100 photographs reach it.</summary>
    private const double DrawnEvenness = 0.15;

    /// <summary>Below this contrast nothing can be seen.</summary>
    private const double BlankContrast = 2.5;

    /// <summary>Below this correlation of neighbours there is nothing but noise.</summary>
    private const double NoiseSmoothness = 0.35;

    /// <summary>From this share of rows with print a picture may be a page, if between the lines it is plain,</summary>
    private const double PagePrintRows = 0.25,
        PagePlainRows = 0.2,
        PageFlatness = 0.5;

    /// <summary>and has few colours. Grass, gravel and crowds turn as often, on no plain ground.</summary>
    private const int PageColours = 40;

    /// <summary>
    /// Most colours of what the captioner calls a page: ink, paper and the shades between (drawn pages have 18 at most).
    /// </summary>
    private const int MentionedPageColours = 20;

    /// <summary>A screen is flat, has lines of words that do not fill it, and more colours than ink and paper.</summary>
    private const double ScreenFlatness = 0.78,
        FineRows = 0.06;

    private const int ScreenMinColours = 3,
        ScreenMaxColours = 24;

    /// <summary>
    /// Windows reach the edge, so a screen has no plain rim: drawn ones have 0.73 at most; drawings without strokes have 0.52 at least.
    /// </summary>
    private const double ScreenRim = 0.75,
        SurelyScreenRim = 0.5;

    /// <summary>Charts and diagrams stand on a plain ground all round.</summary>
    private const double ChartRim = 0.95;

    /// <summary>From this share of flat pixels a picture of few colours is drawn.</summary>
    private const double DrawnFlatness = 0.6;

    /// <summary>Photographs with large plain skies are flat too, but have more colours than this.</summary>
    private const int DrawnColours = 12;

    /// <summary>From this share on it is drawn even with the shades of an icon.</summary>
    private const double ShadedFlatness = 0.88;

    /// <summary>Most colours of such an icon.</summary>
    private const int ShadedColours = 40;

    /// <summary>
    /// An even picture with more shades than this may be a photograph cut out and put on white; three in four photographs have more.
    /// </summary>
    private const int CutOutShades = 4_000;

    /// <summary>Most <see cref="PictureComposition.Saturation"/> of one colour with its shades.</summary>
    private const double MonochromeSaturation = 0.2;

    /// <summary>Whether a picture is nothing but noise.</summary>
    /// <param name="statistics">The statistics.</param>
    public static bool IsNoise(PictureStatistics statistics) =>
        statistics.Contrast >= BlankContrast && statistics.Smoothness < NoiseSmoothness && statistics.Flatness < DrawnFlatness;

    /// <summary>Determines the kind.</summary>
    /// <param name="statistics">The statistics.</param>
    /// <param name="caption">The model's caption; a drawn picture that it calls a chart is one. Empty when not known.</param>
    /// <param name="language">Language of the caption (BCP 47).</param>
    public static PictureKind Of(PictureStatistics statistics, string caption, string language = CaptionWords.DefaultLanguage) =>
        Of(statistics, caption, CaptionWords.Of(language));

    /// <summary>The same with words at hand.</summary>
    internal static PictureKind Of(PictureStatistics statistics, string caption, CaptionWords words)
    {
        if (statistics.Contrast < BlankContrast)
            return PictureKind.Blank;
        if (IsNoise(statistics))
            return PictureKind.Unknown;
        if (IsPage(statistics) || (MediumText.Of(words).NamesPage(caption) && statistics.Colours <= MentionedPageColours))
            return PictureKind.Text;
        return IsDrawn(statistics) ? OfDrawn(statistics, caption, words) : PictureKind.Photograph;
    }

    /// <summary>
    /// Whether a picture is a photograph beyond doubt: by its kind, with hardly an even area, and without words as of something drawn.
    /// </summary>
    /// <param name="statistics">The statistics.</param>
    /// <param name="caption">The model's caption; empty when not known.</param>
    /// <param name="words">Words of its language.</param>
    internal static bool IsSurelyPhotograph(PictureStatistics statistics, string caption, CaptionWords words) =>
        Of(statistics, caption, words) == PictureKind.Photograph
        && statistics.Evenness < MinEvenness
        && !MediumText.Of(words).MentionsDrawing(caption);

    private static PictureKind OfDrawn(PictureStatistics statistics, string caption, CaptionWords words)
    {
        if (MediumText.Of(words).NamesChart(caption))
            return PictureKind.Chart;
        if (MediumText.Of(words).NamesPage(caption))
            return PictureKind.Screenshot;
        var hasStrokes = statistics.FineRows >= FineRows;
        if (hasStrokes && statistics.Rim >= ChartRim)
            return PictureKind.Chart;
        var isWindow = statistics.Rim < SurelyScreenRim || (IsScreen(statistics) && statistics.Rim < ScreenRim);
        return hasStrokes && isWindow ? PictureKind.Screenshot : PictureKind.Drawing;
    }

    /// <summary>
    /// Whether the pixels are those that a lens gives: hardly an even area, and thousands of shades; of black and white and of old tinted
    /// photographs there are only hundreds.
    /// </summary>
    /// <param name="statistics">The statistics.</param>
    internal static bool IsOfLens(PictureStatistics statistics) =>
        statistics.Evenness < MinEvenness
        && !IsDrawn(statistics)
        && (statistics.Shades >= CutOutShades || statistics.Composition.Saturation <= MonochromeSaturation);

    /// <summary>Whether the pixels alone say that it is drawn: flat or even areas, few colours.</summary>
    /// <param name="statistics">The statistics.</param>
    internal static bool IsDrawn(PictureStatistics statistics) =>
        (statistics.Flatness >= DrawnFlatness && statistics.Colours <= DrawnColours)
        || (statistics.Flatness >= ShadedFlatness && statistics.Colours <= ShadedColours)
        || (statistics.Evenness >= DrawnEvenness && statistics.Shades < CutOutShades)
        || IsScreen(statistics);

    private static bool IsPage(PictureStatistics statistics) =>
        statistics.PrintRows >= PagePrintRows
        && statistics.PlainRows >= PagePlainRows
        && statistics.Flatness >= PageFlatness
        && statistics.Colours <= PageColours;

    private static bool IsScreen(PictureStatistics statistics) =>
        statistics.Flatness >= ScreenFlatness
        && statistics.FineRows >= FineRows
        && statistics.Colours is >= ScreenMinColours and <= ScreenMaxColours;
}
