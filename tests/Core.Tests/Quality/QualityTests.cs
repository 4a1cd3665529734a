using Serverless.Core.Imaging;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Quality;

public sealed class QualityTests
{
    private static readonly PictureCategory Photograph = new(PictureKind.Photograph, IsSurelyPhotograph: true, IsNoise: false);

    private static readonly QualityParameters Parameters = new(
        1,
        "test",
        "1.0.0",
        "test",
        [new(0, 1, 1, 0, -4), new(0, 1, null, 0, -4)],
        [new(-1, 1, null, 0, 0)],
        Good: 0.7,
        Speak: 0.3,
        Refuse: 0.3,
        RefuseGiven: 0.3,
        Margin: 0.05,
        LowFit: 0.5,
        LowConfidence: 0.4
    );

    private const string WrongShares = """
        {
          "schemaVersion": 1, "name": "n", "version": "1.0.0", "madeBy": "m", "own": [], "given": [], "good": 0.7,
          "speak": 0.3, "refuse": 0.3, "refuseGiven": 0.3, "margin": 0.05, "lowFit": 0.5, "lowConfidence": 0.4,
          "media": { "drawing": 1.5, "chart": 0, "screenshot": 0, "text": 0 }
        }
        """;

    [Theory]
    [InlineData("A Dog .", "a dog")]
    [InlineData("  two\tdogs ,  running !! ", "two dogs, running")]
    [InlineData("he said \"no\"", "he said no")]
    [InlineData("it is n't", "it isn't")]
    [InlineData("!?.", "")]
    public void Judged_words_are_brought_into_the_form_the_models_learned(string text, string expected) =>
        Assert.Equal(expected, ScoredText.Normalize(text));

    [Theory]
    [InlineData("a dog runs through grass", 0)]
    [InlineData("a large large car", 0.25)]
    [InlineData("on a bench on a bench", 1 / 6.0)]
    [InlineData("", 0)]
    public void Repetition_is_the_share_of_repeated_words(string text, double expected) =>
        Assert.Equal(expected, Repetition.ShareOf(text), 1e-9);

    [Theory]
    [InlineData(2, 1, Verdict.Good)]
    [InlineData(0, 0.1, Verdict.Review)]
    [InlineData(-2, 0, Verdict.Refused)]
    public void The_thresholds_make_the_verdict(double logit, double lift, Verdict expected)
    {
        var quality = Score(new QualitySignals(logit, -0.5, lift, 0));
        Assert.Equal(expected, quality.Verdict);
        Assert.Equal(1 / (1 + Math.Exp(-(logit + lift))), quality.Score, 1e-9);
        Assert.Equal(expected == Verdict.Good, quality.Reasons.Count == 0);
    }

    [Fact]
    public void A_missing_signal_takes_the_curve_that_does_without_it()
    {
        Assert.Equal(1 / (1 + Math.Exp(-1)), Score(new QualitySignals(1, -0.5, null, 0)).Score, 1e-9);
        var given = new QualityFormula(Parameters).ScoreGiven(new QualitySignals(1, -0.5, 3, 0), Photograph, null);
        Assert.Equal(1 / (1 + Math.Exp(0)), given.Score, 1e-9);
    }

    [Fact]
    public void Repeated_words_lower_the_score_and_give_the_reason()
    {
        var quality = Score(new QualitySignals(1, -0.5, 1, 0.4));
        Assert.True(quality.Score < 0.7);
        Assert.Contains(QualityReason.Repetition, quality.Reasons);
    }

    [Theory]
    [InlineData("drawn-plain.png", PictureKind.Blank)]
    [InlineData("drawn-noise.png", PictureKind.Unknown)]
    [InlineData("drawn-one_shape.png", PictureKind.Drawing)]
    [InlineData("drawn-stripes.png", PictureKind.Drawing)]
    [InlineData("drawn-icon.png", PictureKind.Drawing)]
    [InlineData("airplane-from-above.png", PictureKind.Photograph)]
    [InlineData("allium-oreophilum.png", PictureKind.Photograph)]
    [InlineData("dust-bowl-home.png", PictureKind.Photograph)]
    [InlineData("french-alpine-landscape.png", PictureKind.Photograph)]
    [InlineData("locomotion-house-cat.png", PictureKind.Photograph)]
    [InlineData("march-pastoral.png", PictureKind.Photograph)]
    [InlineData("nagasaki-boats.png", PictureKind.Photograph)]
    public void Kinds_are_told_by_the_pixels(string picture, PictureKind expected) =>
        Assert.Equal(expected, PictureKinds.Of(Facts(Path.Combine(Repository.Fixtures, "golden", picture)), ""));

    [Fact]
    public void A_page_of_text_is_told_from_photographs() =>
        Assert.Equal(PictureKind.Text, PictureKinds.Of(Facts(Path.Combine(Repository.Root, "samples", "page-of-text.png")), ""));

    [Theory]
    [InlineData("{\"schemaVersion\":1}", "quality.json")]
    [InlineData("{}", "quality.json")]
    [InlineData("[", "quality.json")]
    [InlineData(WrongShares, "media")]
    public void Parameters_that_are_damaged_are_refused_by_name(string json, string expected)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "quality.json");
        File.WriteAllText(path, json);
        Assert.Contains(
            expected,
            Assert.Throws<InvalidDataException>(() => QualityParameters.Read(path)).Message,
            StringComparison.Ordinal
        );
    }

    private static CaptionQuality Score(QualitySignals signals) =>
        new QualityFormula(Parameters).ScoreGenerated(signals, Photograph, "a dog", null);

    private static PictureStatistics Facts(string path) =>
        PictureStatistics.Of(
            new VipsImageDecoder(new ImageLimits()).Open(File.ReadAllBytes(path)).Value!.Resample(224, 224, ResampleFilter.Bicubic).Value!
        );
}
