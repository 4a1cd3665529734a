namespace Serverless.Core.Quality;

/// <summary>Picture facts to a kind, by plain thresholds; measured on drawn pictures and photographs.</summary>
public static class PictureKinds
{
    /// <summary>Below this contrast nothing can be seen.</summary>
    private const double BlankContrast = 2.5;

    /// <summary>Below this correlation of neighbours there is nothing but noise.</summary>
    private const double NoiseSmoothness = 0.35;

    /// <summary>From this share of rows with print a picture may be a page, if between the lines it is plain,</summary>
    private const double PagePrintRows = 0.25, PagePlainRows = 0.2, PageFlatness = 0.5;

    /// <summary>and has few colours. Grass, gravel and crowds turn as often, on no plain ground.</summary>
    private const int PageColours = 40;

    /// <summary>A screen is flat, has lines of words that do not fill it, and more colours than ink and paper.</summary>
    private const double ScreenFlatness = 0.78, ScreenFineRows = 0.06;

    private const int ScreenLeastColours = 3, ScreenMostColours = 24;

    /// <summary>From this share of flat pixels a picture of few colours is drawn.</summary>
    private const double DrawnFlatness = 0.6;

    /// <summary>Photographs with large plain skies are flat too, but have more colours than this.</summary>
    private const int DrawnColours = 12;

    /// <summary>From this share on it is drawn even with the shades of an icon.</summary>
    private const double ShadedFlatness = 0.88;

    /// <summary>Most colours of such an icon.</summary>
    private const int ShadedColours = 40;

    /// <summary>Whether a picture is nothing but noise.</summary>
    /// <param name="facts">The facts.</param>
    public static bool IsNoise(PictureFacts facts) => facts.Contrast >= BlankContrast && facts.Smoothness < NoiseSmoothness && facts.Flatness < DrawnFlatness;

    /// <summary>Tells the kind.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="caption">What the model says; a drawn picture that it calls a chart is one. Empty when not known.</param>
    public static PictureKind Of(PictureFacts facts, string caption)
    {
        if (facts.Contrast < BlankContrast) return PictureKind.Blank;
        if (IsNoise(facts)) return PictureKind.Unknown;
        if (IsPage(facts)) return PictureKind.Text;
        var isDrawn = (facts.Flatness >= DrawnFlatness && facts.Colours <= DrawnColours) || (facts.Flatness >= ShadedFlatness && facts.Colours <= ShadedColours) || IsScreen(facts);
        if (!isDrawn) return PictureKind.Photograph;
        if (caption.Contains("chart", StringComparison.Ordinal)) return PictureKind.Chart;
        return IsScreen(facts) ? PictureKind.Screenshot : PictureKind.Drawing;
    }

    private static bool IsPage(PictureFacts facts) =>
        facts.PrintRows >= PagePrintRows && facts.PlainRows >= PagePlainRows && facts.Flatness >= PageFlatness && facts.Colours <= PageColours;

    private static bool IsScreen(PictureFacts facts) =>
        facts.Flatness >= ScreenFlatness && facts.FineRows >= ScreenFineRows && facts.Colours is >= ScreenLeastColours and <= ScreenMostColours;
}
