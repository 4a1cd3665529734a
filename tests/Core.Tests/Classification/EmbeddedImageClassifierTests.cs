using System.Text.RegularExpressions;
using Serverless.Core.AltText;
using Serverless.Core.Classification;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Core.Tests.Pipeline;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Classification;

public sealed partial class EmbeddedImageClassifierTests(EmbeddedModels embedded) : IClassFixture<EmbeddedModels>
{
    private readonly CaptionPipeline _pipeline = new(
        new VipsImageDecoder(new ImageLimits()),
        embedded.Models,
        TimeProvider.System,
        CaptionIds.System
    );

    public static TheoryData<string> Drawn =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "golden"), "drawn-*.png").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Drawn))]
    public void No_label_is_spoken_on_a_drawn_picture(string picture)
    {
        var caption = Describe(picture);
        Assert.Null(caption.Labels);
        Assert.NotEqual(CaptionSource.Labels, caption.Source);
    }

    [Fact]
    public void A_name_takes_the_place_of_a_sentence_that_cannot_be_trusted()
    {
        var caption = Describe("march-pastoral.png");
        Assert.Equal((CaptionSource.Labels, PictureKind.Photograph), (caption.Source, caption.Kind));
        Assert.Equal((Verdict.Good, "an animal", "An animal"), (caption.Verdict, caption.Text, caption.AltText));
        var labels = caption.Labels!.Select(label => label.Label.Name).ToList();
        Assert.Equal(("sheep", "animal"), (labels[0], labels[^1])); // tags and kinds, the finest first
        Assert.Null(caption.Quality!.Fit);
    }

    [Fact]
    public void A_name_that_is_not_sure_is_hedged_and_has_reasons_of_its_own()
    {
        var caption = Describe("locomotion-house-cat.png");
        Assert.Equal((CaptionSource.Labels, Verdict.Review), (caption.Source, caption.Verdict));
        Assert.StartsWith("probably a ", caption.Text!, StringComparison.Ordinal);
        Assert.Equal([QualityReason.LowConfidence], caption.Quality!.Reasons);
    }

    [Fact]
    public void A_caller_who_wants_every_sentence_gets_no_name() =>
        Assert.Equal(CaptionSource.Model, Describe("march-pastoral.png", new CaptionOptions { MinQuality = 0 }).Source);

    [Fact]
    public void A_caller_who_wants_only_the_surest_words_gets_no_name_below_that() =>
        Assert.Equal(Verdict.Refused, Describe("march-pastoral.png", new CaptionOptions { MinQuality = 1 }).Verdict);

    [Fact]
    public void Somebodys_words_against_what_is_seen_are_called_contradicted()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "portrait.png"));
        var flower = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "allium-oreophilum.png"));
        Assert.DoesNotContain(
            QualityReason.Contradicted,
            _pipeline.Score(new CaptionRequest(bytes), "a person", default).Value!.Quality!.Reasons
        );
        var (right, wrong) = (ScoreExplained(flower, "a plant"), ScoreExplained(flower, "a dog"));
        Assert.Equal(0, right.ValueOf(QualitySignal.Contradiction));
        Assert.InRange(wrong.ValueOf(QualitySignal.Contradiction)!.Value, 0.5, 1);
    }

    [Fact]
    public void Without_a_recogniser_nothing_is_looked_at()
    {
        using var models = LoadedModels.Load(
            new ModelFolders(Path.Combine(Repository.Models, "caption-base"), Path.Combine(Repository.Models, "quality-base")),
            new RuntimeSettings(1)
        );
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "march-pastoral.png"));
        var request = new CaptionRequest(bytes, CaptionContext.None, new CaptionOptions { Explain = true });
        var caption = pipeline.Describe(request, default).Value!;
        Assert.Equal((Verdict.Refused, null), (caption.Verdict, caption.Labels));
        Assert.Null(caption.Quality!.ValueOf(QualitySignal.Contradiction));
        Assert.NotNull(caption.Quality.ValueOf(QualitySignal.Lift));
    }

    [Fact]
    public void An_image_model_without_labels_leaves_the_room_empty() =>
        Assert.Null(ImageClassifier.Load(Path.Combine(Repository.Models, "caption-base"), new RuntimeSettings(1)));

    [Fact]
    public void Every_name_has_the_article_it_is_said_with()
    {
        var classifier = embedded.Models.ImageClassifier!;
        foreach (var words in classifier.Hierarchy.ById.Values.Select(classifier.DisplayNames.Of).OfType<string>())
        {
            Assert.DoesNotMatch(WrongArticle(), words);
            Assert.Equal(words.Trim(), words);
        }
    }

    private CaptionQuality ScoreExplained(byte[] picture, string text) =>
        _pipeline
            .Score(new CaptionRequest(picture, CaptionContext.None, new CaptionOptions { Explain = true }), text, default)
            .Value!.Quality!;

    private Caption Describe(string picture, CaptionOptions? options = null) =>
        _pipeline
            .Describe(
                new CaptionRequest(
                    File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", picture)),
                    CaptionContext.None,
                    options ?? CaptionOptions.Default
                ),
                default
            )
            .Value!;

    [GeneratedRegex("^(a (?!uni|Euro|one)[aeiouAEIOU]|an (?!hour)[^aeiouAEIOU])")]
    private static partial Regex WrongArticle();
}
