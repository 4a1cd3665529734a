using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

public sealed class CaptionPipelineTests(EmbeddedModels embedded) : IClassFixture<EmbeddedModels>
{
    private readonly CaptionPipeline _pipeline = new(
        new VipsImageDecoder(new ImageLimits()),
        embedded.Models,
        TimeProvider.System,
        CaptionIds.System
    );

    [Fact]
    public void A_drawn_chart_is_called_one_and_no_more_is_said_of_it()
    {
        var caption = Describe("golden/drawn-pie.png");
        Assert.Equal(("a chart", "A chart"), (caption.Text, caption.AltText));
        Assert.Equal((Verdict.Review, PictureKind.Chart), (caption.Verdict, caption.Kind));
        Assert.Equal((CaptionSource.Kind, "en"), (caption.Source, caption.Language));
        Assert.Equal([QualityReason.OutOfScope], caption.Quality!.Reasons);
        Assert.Equal((null, null), (caption.Quality.Fit, caption.Features));
        Assert.Equal((ImageFormat.Png, 224, 224), (caption.Image.Format, caption.Image.Width, caption.Image.Height));
    }

    [Fact]
    public void What_is_measured_of_given_texts_is_what_their_scores_rest_on()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "airplane-from-above.png"));
        string[] texts = ["an airplane in the sky", "ein Hund läuft durch hohes Gras", "two dogs play on a beach"];
        var measured = _pipeline.Measure(bytes, texts, default).Value!;
        var request = new CaptionRequest(bytes, CaptionContext.None, new CaptionOptions { Explain = true });
        var scored = _pipeline.ScoreMany(request, texts, default).Value!;
        Assert.Equal(texts.Length, measured.Given.Count);
        foreach (var (signals, score) in measured.Given.Zip(scored))
        {
            Assert.Equal(score.Quality is null, signals is null);
            foreach (var share in score.Quality?.Shares ?? [])
                Assert.Equal(share.Value, SignalVector.ValueOf(signals!, share.Signal)!.Value, 1e-5);
        }

        Assert.Null(measured.Given[1]); // no language of theirs
        Assert.Equal(scored[0].Image.Sha256, measured.Image.Sha256);
    }

    [Fact]
    public void Words_that_hardly_fit_are_refused_with_a_reason_and_given_when_asked_for_all()
    {
        var refused = Describe("golden/airplane-from-above.png");
        Assert.Equal((Verdict.Refused, null, null), (refused.Verdict, refused.Text, refused.AltText));
        Assert.Contains(QualityReason.LowFit, refused.Quality!.Reasons);
        var given = Describe("golden/airplane-from-above.png", options: new CaptionOptions { MinQuality = 0 });
        Assert.Equal((Verdict.Review, "a man is sitting on a bench"), (given.Verdict, given.Text));
    }

    [Theory]
    [InlineData("golden/drawn-plain.png", QualityReason.BlankImage, PictureKind.Blank)]
    [InlineData("golden/drawn-noise.png", QualityReason.OutOfScope, PictureKind.Unknown)]
    public void Nothing_is_said_about_a_picture_of_nothing(string picture, QualityReason reason, PictureKind kind)
    {
        var caption = Describe(picture);
        Assert.Equal((Verdict.Refused, null, kind), (caption.Verdict, caption.Text, caption.Kind));
        Assert.Contains(reason, caption.Quality!.Reasons);
    }

    [Fact]
    public void A_decorative_picture_gets_an_empty_alt_text_and_costs_no_model_run()
    {
        var caption = Describe("golden/nagasaki-boats.png", new CaptionContext { Role = ImageRole.Decorative });
        Assert.Equal(("", null, null), (caption.AltText, caption.Text, caption.Quality));
        Assert.Equal(0, caption.Timings.Encode);
    }

    [Fact]
    public void Alternatives_are_other_words_with_scores_of_their_own()
    {
        var caption = Describe("golden/march-pastoral.png", options: new CaptionOptions { Alternatives = 4, MinQuality = 0 });
        Assert.InRange(caption.Alternatives!.Count, 1, 4);
        Assert.DoesNotContain(caption.Text, caption.Alternatives.Select(other => other.Text));
        Assert.All(caption.Alternatives, other => Assert.InRange(other.Score, 0, 1));
        Assert.Null(Describe("golden/portrait.png").Alternatives);
    }

    [Fact]
    public void Of_a_drawn_picture_there_are_no_other_sentences_either() =>
        Assert.Empty(Describe("golden/drawn-bars.png", options: new CaptionOptions { Alternatives = 4, MinQuality = 0 }).Alternatives!);

    [Theory]
    [InlineData("A pie chart on a white background.", Verdict.Review, null)]
    [InlineData("Two dogs on a beach", Verdict.Refused, null)]
    [InlineData("Screenshot 2024-04-28 at 11.21.10 PM.jpg", Verdict.Refused, "file_name")]
    [InlineData("Un carré bleu et un cercle brun", Verdict.Review, "language")]
    [InlineData("…", Verdict.Review, "filler")]
    [InlineData("", Verdict.Review, "empty")]
    public void An_existing_alt_text_is_told_apart_with_a_verdict_of_its_own(string text, Verdict verdict, string? rule)
    {
        var caption = Describe("golden/drawn-pie.png", new CaptionContext { ExistingAlt = text });
        Assert.Equal(("A chart", Verdict.Review), (caption.AltText, caption.Verdict));
        Assert.Equal([QualityReason.OutOfScope], caption.Reasons);
        Assert.Equal((text, verdict), (caption.Existing!.Text, caption.Existing.Verdict));
        Assert.Equal(verdict == Verdict.Good, caption.Existing.Reasons.Count == 0);
        Assert.Equal(rule, caption.Existing.Findings.SingleOrDefault()?.Rule);
        Assert.DoesNotContain(caption.Findings, finding => finding.Rule == rule);
    }

    [Fact]
    public void A_refused_picture_has_no_alt_text_whatever_stands_on_the_page()
    {
        var caption = Describe("golden/drawn-plain.png", new CaptionContext { ExistingAlt = "A car on a highway at night" });
        Assert.Equal((Verdict.Refused, null), (caption.Verdict, caption.AltText));
        Assert.NotEqual(Verdict.Good, caption.Existing!.Verdict);
    }

    [Fact]
    public void Without_an_existing_alt_text_none_is_told() => Assert.Null(Describe("golden/drawn-pie.png").Existing);

    [Fact]
    public void Existing_words_about_a_decorative_picture_are_told_to_be_too_many()
    {
        var caption = Describe("golden/drawn-pie.png", new CaptionContext { Role = ImageRole.Decorative, ExistingAlt = "A pie chart" });
        Assert.Equal(("", Verdict.Good), (caption.AltText, caption.Verdict));
        Assert.Equal(
            (Verdict.Review, null, "decorative"),
            (caption.Existing!.Verdict, caption.Existing.Quality, Assert.Single(caption.Existing.Findings).Rule)
        );
        Assert.Equal(
            Verdict.Good,
            Describe("golden/drawn-pie.png", new CaptionContext { Role = ImageRole.Decorative, ExistingAlt = "" }).Existing!.Verdict
        );
    }

    [Theory]
    [InlineData("golden/drawn-pie.png")]
    [InlineData("golden/drawn-plain.png")]
    public void The_alt_text_of_a_link_carries_no_quality_of_a_sentence_that_it_is_not(string picture)
    {
        var caption = Describe(
            picture,
            new CaptionContext { Role = ImageRole.Functional, LinkTarget = "https://example.org/pricing?key=secret" }
        );
        Assert.Equal(("Pricing on example.org", Verdict.Review, null), (caption.AltText, caption.Verdict, caption.Quality));
        Assert.Equal([QualityReason.QualityUnavailable], caption.Reasons);
    }

    [Fact]
    public void A_link_that_cannot_be_said_is_refused_by_name()
    {
        var context = new CaptionContext { Role = ImageRole.Functional, LinkTarget = "javascript:alert(1)" };
        var failure = _pipeline
            .Describe(new CaptionRequest(Bytes("golden/drawn-pie.png"), context, CaptionOptions.Default), default)
            .Failure!;
        Assert.Equal((FailureReason.MalformedRequest, "context.linkTarget"), (failure.Reason, failure.Field));
    }

    [Fact]
    public void No_other_sentence_is_given_for_a_page_of_text()
    {
        var page = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "page-of-text.png"));
        var caption = _pipeline
            .Describe(new CaptionRequest(page, CaptionContext.None, new CaptionOptions { Alternatives = 4, MinQuality = 0 }), default)
            .Value!;
        Assert.Equal("a page of text", caption.Text);
        Assert.Empty(caption.Alternatives!);
    }

    [Fact]
    public void Right_words_in_another_language_are_not_called_wrong()
    {
        var score = Score("golden/drawn-two_shapes.png", "Un anneau rouge et un carré orange");
        Assert.Equal((Verdict.Review, null), (score.Verdict, score.Quality));
        Assert.Equal([QualityReason.OutOfScope], score.TextScore.Reasons);
    }

    [Fact]
    public void A_name_of_a_file_is_never_good_however_well_it_fits()
    {
        var request = new CaptionRequest(
            Bytes("golden/drawn-pie.png"),
            new CaptionContext { FileName = "a pie chart on a white background.png" },
            CaptionOptions.Default
        );
        var score = _pipeline.Score(request, "a pie chart on a white background", default).Value!;
        Assert.Equal((Verdict.Review, "file_name"), (score.Verdict, Assert.Single(score.Findings).Rule));
        Assert.Equal(0.5, score.Quality!.Score); // all that words about a drawing can have
    }

    [Fact]
    public void Many_texts_about_a_picture_get_what_each_gets_alone()
    {
        var texts = Enumerable
            .Range(0, 300)
            .Select(i => string.Join(' ', Enumerable.Repeat("a red ring and an orange square", 1 + (i % 3))) + " " + i)
            .ToList();
        var request = new CaptionRequest(Bytes("golden/drawn-two_shapes.png"));
        var together = _pipeline.ScoreMany(request, texts, default).Value!;
        foreach (var i in (int[])[0, 1, 2, 150, 299])
            Assert.Equal(_pipeline.Score(request, texts[i], default).Value!.Quality!.Score, together[i].Quality!.Score, 1e-4);
    }

    [Fact]
    public void A_caption_and_judgements_from_one_look_are_those_of_two()
    {
        var request = new CaptionRequest(Bytes("golden/drawn-pie.png"));
        var (caption, judged) = _pipeline.DescribeAndScore(_pipeline.Prepare(request).Value!, ["a pie chart", "two dogs"], default);
        Assert.Equal(Describe("golden/drawn-pie.png").Text, caption.Text);
        foreach (var (one, text) in judged.Zip((string[])["a pie chart", "two dogs"]))
            Assert.Equal(_pipeline.Score(request, text, default).Value!.Quality!.Score, one.Quality!.Score, 1e-4);
    }

    [Fact]
    public void Right_words_score_above_wrong_ones()
    {
        var right = Score("golden/drawn-two_shapes.png", "A red ring and an orange square.");
        var wrong = Score("golden/drawn-two_shapes.png", "Two dogs are running on the beach.");
        Assert.Equal((Verdict.Review, 0.5), (right.Verdict, right.Quality!.Score));
        Assert.Equal([QualityReason.OutOfScope], right.TextScore.Reasons);
        Assert.True(wrong.Quality!.Score < 0.3, $"{wrong.Quality.Score}");
        Assert.Equal(Verdict.Refused, wrong.Quality.Verdict);
    }

    [Theory]
    [InlineData("beams", 9)]
    [InlineData("beams", 0)]
    [InlineData("alternatives", 9)]
    [InlineData("maxCharacters", 15)]
    [InlineData("minQuality", 2)]
    [InlineData("detail", 0)]
    [InlineData("language", 0)]
    public void An_option_that_cannot_be_honoured_is_refused_by_name(string option, int value)
    {
        var options = option switch
        {
            "beams" => new CaptionOptions { Beams = value },
            "alternatives" => new CaptionOptions { Alternatives = value },
            "maxCharacters" => new CaptionOptions { MaxCharacters = value },
            "minQuality" => new CaptionOptions { MinQuality = value },
            "detail" => new CaptionOptions { Detail = "long" },
            _ => new CaptionOptions { Language = "fi" },
        };
        var failure = _pipeline
            .Describe(new CaptionRequest(Bytes("golden/drawn-pie.png"), CaptionContext.None, options), default)
            .Failure!;
        Assert.Equal((FailureReason.OptionNotSupported, option), (failure.Reason, failure.Field));
    }

    [Fact]
    public void More_alternatives_than_beams_allow_is_refused()
    {
        var failure = _pipeline
            .Describe(
                new CaptionRequest(Bytes("golden/drawn-pie.png"), CaptionContext.None, new CaptionOptions { Beams = 2, Alternatives = 2 }),
                default
            )
            .Failure!;
        Assert.Equal((FailureReason.OptionNotSupported, "alternatives"), (failure.Reason, failure.Field));
    }

    [Fact]
    public async Task Pictures_described_at_the_same_time_get_what_each_gets_alone()
    {
        var pictures = Directory
            .EnumerateFiles(Path.Combine(Repository.Fixtures, "golden"), "*.png")
            .Select(path => "golden/" + Path.GetFileName(path))
            .ToList();
        var alone = pictures.Select(picture => Describe(picture).Quality!.Score).ToList();
        var together = await Task.WhenAll(pictures.Select(picture => Task.Run(() => Describe(picture).Quality!.Score)));
        foreach (var (one, other) in alone.Zip(together))
            Assert.Equal(one, other, 1e-4);
    }

    [Fact]
    public void A_captioner_without_quality_model_never_says_good()
    {
        using var models = LoadedModels.Load(new ModelFolders(Path.Combine(Repository.Models, "caption-base")), new RuntimeSettings(1));
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        var request = new CaptionRequest(Bytes("golden/portrait.png"), CaptionContext.None, new CaptionOptions { MinQuality = 0 });
        var caption = pipeline.Describe(request, default).Value!;
        Assert.Equal((Verdict.Review, CaptionSource.Model), (caption.Verdict, caption.Source));
        Assert.Null(caption.Quality!.Fit);
        Assert.Contains(QualityReason.QualityUnavailable, caption.Quality.Reasons);
    }

    [Theory]
    [InlineData("vit-gpt2-tiny")]
    [InlineData("trocr-style-tiny")]
    public void Any_captioner_of_the_layout_can_take_the_place_of_the_embedded_one(string name)
    {
        using var models = LoadedModels.Load(new ModelFolders(Path.Combine(Repository.Fixtures, name)), new RuntimeSettings(1));
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        var request = new CaptionRequest(Bytes("golden/portrait.png"), CaptionContext.None, new CaptionOptions { MinQuality = 0 });
        var caption = pipeline.Describe(request, default).Value!;
        Assert.StartsWith("a ", caption.Text, StringComparison.Ordinal);
        Assert.Equal((name, "0.0.0", "und"), (caption.Model.Name, caption.Model.Version, caption.Language));
        Assert.Null(caption.Quality!.Lift);
    }

    [Theory]
    [InlineData("sv", true)]
    [InlineData("en-GB", false)]
    [InlineData("und", false)] // no language is declared that could be missing
    public void Of_a_captioner_whose_language_has_no_words_ours_are_English_and_a_finding_says_so(string language, bool isSaid)
    {
        var folder = Directory.CreateTempSubdirectory("language-").FullName;
        try
        {
            foreach (
                var file in Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"), "*", SearchOption.AllDirectories)
            )
            {
                var target = Path.Combine(folder, Path.GetRelativePath(Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"), file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            var card = $$"""{"name": "tiny", "version": "1.0.0", "languages": ["{{language}}"], "details": ["brief"]}""";
            File.WriteAllText(Path.Combine(folder, "caption.json"), card);
            using var models = LoadedModels.Load(new ModelFolders(folder), new RuntimeSettings(1));
            var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
            Finding? FindingOf(string picture)
            {
                var bytes = File.ReadAllBytes(Path.Combine(Repository.Root, picture));
                var request = new CaptionRequest(bytes, CaptionContext.None, new CaptionOptions { MinQuality = 0 });
                return pipeline.Describe(request, default).Value!.Findings.FirstOrDefault(finding => finding.Rule == "english_words");
            }

            Assert.Equal(isSaid, FindingOf("samples/shapes.png")?.Message.Contains($"({language})", StringComparison.Ordinal) == true);
            Assert.Null(FindingOf("tests/Fixtures/golden/portrait.png")); // the captioner's own words
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Bytes(string fixture) => File.ReadAllBytes(Path.Combine(Repository.Fixtures, fixture));

    private Caption Describe(string fixture, CaptionContext? context = null, CaptionOptions? options = null) =>
        _pipeline
            .Describe(new CaptionRequest(Bytes(fixture), context ?? CaptionContext.None, options ?? CaptionOptions.Default), default)
            .Value!;

    private CaptionScore Score(string fixture, string words) => _pipeline.Score(new CaptionRequest(Bytes(fixture)), words, default).Value!;
}
