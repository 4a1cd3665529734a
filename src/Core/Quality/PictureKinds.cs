namespace Serverless.Core.Quality;

/// <summary>Picture facts to a kind, by plain thresholds; measured on drawn pictures and photographs.</summary>
public static class PictureKinds
{
    /// <summary>Below this contrast nothing can be seen.</summary>
    private const double BlankContrast = 2.5;

    /// <summary>Below this correlation of neighbours there is nothing but noise.</summary>
    private const double NoiseSmoothness = 0.35;

    /// <summary>From this share of text-like rows a picture is a page.</summary>
    private const double PageTextRows = 0.3;

    /// <summary>Paper is plain between the lines; trees, crowds and gravel are not (11 of 500 photographs passed without this, one does with it).</summary>
    private const double PageFlatness = 0.5;

    /// <summary>And it has few colours.</summary>
    private const int PageColours = 40;

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
        if (facts.TextRows >= PageTextRows && facts.Flatness >= PageFlatness && facts.Colours <= PageColours) return PictureKind.Text;
        var isDrawn = (facts.Flatness >= DrawnFlatness && facts.Colours <= DrawnColours) || (facts.Flatness >= ShadedFlatness && facts.Colours <= ShadedColours);
        if (!isDrawn) return PictureKind.Photograph;
        return caption.Contains("chart", StringComparison.Ordinal) ? PictureKind.Chart : PictureKind.Drawing;
    }
}
