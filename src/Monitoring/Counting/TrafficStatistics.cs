using static System.FormattableString;

namespace Serverless.Monitoring.Counting;

/// <summary>What is counted of every caption.</summary>
public static class TrafficStatistics
{
    /// <summary>Version of this list and its grids: sketches of another one are not read.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Principal axes of the picture embedding that are watched.</summary>
    public const int Projections = 4;

    /// <summary>Names of numbers.</summary>
    public const string Brightness = "brightness",
        Contrast = "contrast",
        Sharpness = "sharpness",
        Warmth = "warmth",
        Evenness = "evenness",
        Size = "size",
        Aspect = "aspect",
        EmbeddingNorm = "embedding_norm",
        Words = "words",
        Surprise = "surprise",
        Score = "score",
        Latency = "latency";

    /// <summary>Names of categories.</summary>
    public const string Verdict = "verdict",
        Kind = "kind",
        Source = "caption_from",
        Label = "label",
        Outcome = "outcome";

    /// <summary>The outcome of a picture that got a caption; others are codes of failures.</summary>
    public const string Captioned = "captioned";

    private const int Fine = 100;

    /// <summary>The numbers.</summary>
    public static IReadOnlyList<NumericStatistic> Numbers { get; } =
    [
        new(Brightness, "mean brightness", 0, 1, Fine, "pictures are darker", "pictures are brighter"),
        new(Contrast, "contrast", 0, 1, Fine, "pictures have less contrast", "pictures have more contrast"),
        new(Sharpness, "sharpness", 0, 6, 120, "pictures are blurrier", "pictures are sharper or noisier")
        {
            Show = log => Invariant($"{Math.Pow(10, log):0}"),
        },
        new(Warmth, "red less blue", -0.5, 0.5, Fine, "colours are bluer", "colours are redder"),
        new(Evenness, "even areas", 0, 1, Fine, "even areas are smaller", "even areas are larger"),
        new(Size, "size in pixels", 0, 30, 120, "pictures are smaller", "pictures are larger")
        {
            Show = log => Invariant($"{Math.Pow(2, log) / 1e6:0.00} MP"),
        },
        new(Aspect, "width to height", -4, 4, 128, "pictures are taller", "pictures are wider")
        {
            Show = log => Invariant($"{Math.Pow(2, log):0.00}"),
        },
        new(EmbeddingNorm, "size of the embedding", -8, 8, 128, "pictures say less to the model", "pictures say more to the model"),
        .. Enumerable.Range(1, Projections).Select(Projection),
        new(Words, "words of a caption", 0, 60, 60, "captions are shorter", "captions are longer") { Show = Short },
        new(Surprise, "surprise of a word in bits", 0, 20, 80, "words are more common", "words are less common") { Show = Short },
        new(Score, "quality score", 0, 1, Fine, "scores are lower", "scores are higher"),
        new(Latency, "time of a caption", 0, 6, 120, "captions are faster", "captions are slower")
        {
            Show = log => Invariant($"{Math.Pow(10, log):0} ms"),
            IsTested = false,
        },
    ];

    /// <summary>The categories, and what people call them.</summary>
    public static IReadOnlyList<(string Name, string Title)> Categories { get; } =
    [
        (Verdict, "verdicts"),
        (Kind, "kinds of pictures"),
        (Source, "sources of the words"),
        (Label, "what photographs show"),
        (Outcome, "outcomes"),
    ];

    /// <summary>Failures of the load and the time, which say nothing of pictures or models.</summary>
    public static IReadOnlySet<string> OfLoad { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "busy", "not_ready", "deadline_exceeded" };

    /// <summary>Name of a principal axis.</summary>
    /// <param name="axis">Which, from 1.</param>
    public static string ProjectionName(int axis) => Invariant($"projection_{axis}");

    private static NumericStatistic Projection(int axis)
    {
        var title = Invariant($"axis {axis} of the embedding");
        return new(ProjectionName(axis), title, -8, 8, 128, "pictures show other subjects", "pictures show other subjects");
    }

    private static string Short(double value) => Invariant($"{value:0.0}");
}
