namespace Serverless.Core.Quality;

/// <summary>What the classifier of kinds looks at.</summary>
/// <param name="Statistics">Statistics of the pixels.</param>
/// <param name="Width">Width in pixels of the upright picture as sent.</param>
/// <param name="Height">Its height.</param>
/// <param name="MeanMatchState">Mean of the match state over its places: what the vision model saw.</param>
/// <param name="Text">Statistics of its text; <see cref="ReadingStatistics.None"/> where there is none or it is unlikely; null where no
/// reader is loaded.</param>
public sealed record KindFeatures(
    PictureStatistics Statistics,
    int Width,
    int Height,
    IReadOnlyList<float> MeanMatchState,
    ReadingStatistics? Text
)
{
    /// <summary>Aspects beyond this are no further from a square.</summary>
    private const double MaxAspect = 4;

    /// <summary>Names of the features of the pixels, in their order.</summary>
    public static IReadOnlyList<string> PixelNames { get; } =
    [
        "contrast",
        "smoothness",
        "flatness",
        "colours",
        "fineRows",
        "printRows",
        "plainRows",
        "evenness",
        "rim",
        "shades",
        "ground",
        "second",
        "palette",
        "grey",
        "white",
        "black",
        "saturation",
        "brightness",
        "softEdges",
        "hardEdges",
        "fineColumns",
        "inside",
        "wide",
        "oblong",
    ];

    /// <summary>Names of the features of the text, in their order.</summary>
    public static IReadOnlyList<string> TextNames { get; } =
    [
        "hasText",
        "lines",
        "unread",
        "characters",
        "textArea",
        "textHeight",
        "largestText",
        "textWidth",
        "textExtent",
        "aligned",
        "numbers",
        "upright",
        "words",
        "textConfidence",
    ];

    /// <summary>The features: of the pixels, then the state, then of the text where a reader is loaded.</summary>
    public double[] ToVector()
    {
        var (s, c) = (Statistics, Statistics.Composition);
        var aspect = Math.Clamp(Math.Log((double)Width / Height), -Math.Log(MaxAspect), Math.Log(MaxAspect));
        double[] pixels =
        [
            s.Contrast,
            s.Smoothness,
            s.Flatness,
            Math.Log(1 + s.Colours),
            s.FineRows,
            s.PrintRows,
            s.PlainRows,
            s.Evenness,
            s.Rim,
            Math.Log(1 + s.Shades),
            c.Ground,
            c.Second,
            c.Palette,
            c.Grey,
            c.White,
            c.Black,
            c.Saturation,
            c.Brightness,
            c.SoftEdges,
            c.HardEdges,
            c.FineColumns,
            c.Inside,
            aspect,
            Math.Abs(aspect),
        ];
        return [.. pixels, .. MeanMatchState.Select(value => (double)value), .. Text is null ? [] : VectorOf(Text)];
    }

    private static double[] VectorOf(ReadingStatistics text) =>
        [
            text.Lines > 0 ? 1 : 0,
            Math.Log(1 + text.Lines),
            Math.Log(1 + text.Unread),
            Math.Log(1 + text.Characters),
            text.Area,
            text.Height,
            text.LargestHeight,
            text.Width,
            text.Extent,
            text.Aligned,
            text.Numbers,
            text.Upright,
            Math.Log(1 + text.Words),
            text.Confidence,
        ];
}
