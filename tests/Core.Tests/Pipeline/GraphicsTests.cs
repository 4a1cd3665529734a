using System.Text.Json;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

/// <summary>
/// What is no photograph is never called good: of real icons and charts the models tell right words from wrong ones no better than chance.
/// </summary>
public sealed class GraphicsTests(EmbeddedModels embedded) : IClassFixture<EmbeddedModels>
{
    /// <summary>
    /// Of the set's photographs with good words, how many there are at least, and of those how many name a listed thing.
    /// </summary>
    private const int MinGood = 4,
        MinGoodAndRight = 3;

    /// <summary>Of 93 pictures, how many get a right kind at least, and how many their very name.</summary>
    private const int MinRightKinds = 75,
        MinExactKinds = 67;

    /// <summary>Of the pictures of a sort, how many get a right kind at least.</summary>
    private static readonly Dictionary<string, int> MinRightOf = new(StringComparer.Ordinal)
    {
        ["photograph"] = 14,
        ["icon"] = 12,
        ["drawing"] = 9,
        ["chart"] = 11,
        ["screenshot"] = 9,
        ["text"] = 5,
        ["diagram"] = 6,
    };

    private readonly CaptionPipeline _pipeline = new(
        new VipsImageDecoder(new ImageLimits()),
        embedded.Models,
        TimeProvider.System,
        CaptionIds.System
    );

    [Theory]
    [InlineData("bar-chart.png", PictureKind.Chart, "a chart")]
    [InlineData("shapes.png", PictureKind.Drawing, "a drawing")]
    [InlineData("page-of-text.png", PictureKind.Text, "a page of text")]
    public void Of_a_graphic_no_more_is_said_than_its_medium(string sample, PictureKind kind, string words)
    {
        var caption = Describe(Sample(sample), CaptionOptions.Default);
        Assert.Equal((kind, words, CaptionSource.Kind, Verdict.Review), (caption.Kind, caption.Text, caption.Source, caption.Verdict));
        Assert.Null(caption.Labels);
        var share = embedded.Models.Parameters.Media!.Of(kind);
        Assert.Equal((share, null), (caption.Quality!.Score, caption.Quality.Fit));
        var all = Describe(Sample(sample), new CaptionOptions { MinQuality = 0 });
        Assert.Equal((words, Verdict.Review), (all.Text, all.Verdict));
        var none = Describe(Sample(sample), new CaptionOptions { MinQuality = share + 0.001 });
        Assert.Equal((Verdict.Refused, null, null), (none.Verdict, none.Text, none.AltText));
        Assert.NotEmpty(none.Quality!.Reasons);
    }

    /// <summary>Slopes of colour, which the pixels alone do not tell from photographs; the captioner knows them for drawn.</summary>
    [Theory]
    [InlineData("portrait.jpg")]
    [InlineData("large.jpg")]
    [InlineData("rgb-16bit.png")]
    [InlineData("exif-orientation-6.jpg")]
    public void A_sentence_as_of_something_drawn_is_not_good_even_where_the_pixels_are_those_of_a_photograph(string fixture)
    {
        var caption = Describe(Path.Combine(Repository.Fixtures, "images", fixture), CaptionOptions.Default);
        Assert.NotEqual(Verdict.Good, caption.Verdict);
        Assert.Contains(QualityReason.OutOfScope, caption.Quality!.Reasons);
    }

    [Theory]
    [InlineData("bar-chart.png", "a bar chart with green bars")]
    [InlineData("shapes.png", "a red circle and a blue square")]
    [InlineData("page-of-text.png", "a page of black text")]
    public void A_persons_words_on_a_graphic_are_to_be_reviewed(string sample, string words)
    {
        var quality = _pipeline.Score(new CaptionRequest(File.ReadAllBytes(Sample(sample))), words, default).Value!.Quality!;
        Assert.Equal(Verdict.Review, quality.Verdict);
        Assert.Contains(QualityReason.OutOfScope, quality.Reasons);
        Assert.InRange(quality.Score, 0, 0.5);
    }

    [Fact]
    public void No_real_graphic_gets_good_words_and_photographs_keep_theirs()
    {
        var folder = Repository.RequireShared("data", "graphics");
        using var models = LoadedModels.Load(
            EmbeddedModels.Folders with
            {
                Text = Path.Combine(Repository.Models, "text-base"),
            },
            new RuntimeSettings(2)
        );
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        var (good, right, exact) = (0, 0, 0);
        var kinds = MinRightOf.Keys.ToDictionary(group => group, _ => 0, StringComparer.Ordinal);
        foreach (var row in File.ReadLines(Path.Combine(folder, "things.jsonl")).Select(line => JsonDocument.Parse(line).RootElement))
        {
            var image = row.GetProperty("image").GetString()!;
            var caption = pipeline.Describe(new CaptionRequest(File.ReadAllBytes(Path.Combine(folder, image))), default).Value!;
            var (group, kind) = (row.GetProperty("group").GetString()!, caption.Kind.ToString().ToLowerInvariant());
            kinds[group] += kind == group || Strings(row, "kinds").Contains(kind) ? 1 : 0;
            exact += kind == group ? 1 : 0;
            if (caption.Verdict != Verdict.Good || (group == "text" && caption.Source == CaptionSource.Text))
                continue; // the text of a page, and nothing else, may be good
            Assert.True(group == "photograph", $"{image} is called good: {caption.Text}");
            good++;
            if (caption.Text!.Split(' ').Intersect(Strings(row, "things")).Any())
                right++;
        }

        Assert.True(good >= MinGood && right >= MinGoodAndRight, $"{right} of {good} good captions name what is listed.");
        Assert.All(
            MinRightOf,
            floor => Assert.True(kinds[floor.Key] >= floor.Value, $"{kinds[floor.Key]} kinds of {floor.Key} are right.")
        );
        Assert.True(
            kinds.Values.Sum() >= MinRightKinds && exact >= MinExactKinds,
            $"{kinds.Values.Sum()} kinds are right, {exact} exact."
        );
    }

    private static List<string> Strings(JsonElement row, string name) =>
        [.. row.GetProperty(name).EnumerateArray().Select(entry => entry.GetString()!)];

    private static string Sample(string name) => Path.Combine(Repository.Root, "samples", name);

    private Caption Describe(string path, CaptionOptions options) =>
        _pipeline.Describe(new CaptionRequest(File.ReadAllBytes(path), CaptionContext.None, options), default).Value!;
}
