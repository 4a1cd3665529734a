using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

/// <summary>A captioner that knows more than a brief sentence, through the whole pipeline.</summary>
public sealed class LongDescriptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("long-").FullName;

    [Fact]
    public void Asked_for_detail_the_alt_text_stays_brief_and_the_long_description_is_the_paragraph()
    {
        using var models = Load();
        Assert.Equal(["brief", "long"], models.Card.Details);
        var brief = Describe(models, new CaptionOptions { MinQuality = 0 });
        var asked = Describe(models, new CaptionOptions { MinQuality = 0, Detail = "long" });
        Assert.Equal((brief.AltText, brief.Text, null), (asked.AltText, asked.Text, brief.LongDescription));
        Assert.Equal(Alone(models, CaptionDetail.Paragraph), asked.LongDescription);
        Assert.Contains(asked.Findings, finding => finding.Rule == "unjudged_description");
        Assert.DoesNotContain(brief.Findings, finding => finding.Rule == "unjudged_description");
    }

    [Fact]
    public void A_short_alt_text_gets_a_description_of_some_sentences_behind_the_whole_caption()
    {
        using var models = Load();
        var caption = Describe(
            models,
            new CaptionOptions
            {
                MinQuality = 0,
                Detail = "long",
                MaxCharacters = 16,
            }
        );
        var lines = caption.LongDescription!.Split('\n');
        Assert.Equal(caption.Text!.TrimEnd('.'), lines[0], ignoreCase: true);
        Assert.Equal(Alone(models, CaptionDetail.Detailed), lines[1]);
    }

    [Fact]
    public void Nothing_long_is_said_where_the_sentence_is_refused()
    {
        using var models = Load();
        var caption = Describe(models, new CaptionOptions { MinQuality = 1, Detail = "long" });
        Assert.Equal((null, null), (caption.AltText, caption.LongDescription));
    }

    [Fact]
    public void A_given_text_is_scored_from_the_forced_start_on()
    {
        using var models = Load();
        var pipeline = Pipeline(models);
        var own = Describe(models, new CaptionOptions { MinQuality = 0, Beams = 1 });
        var given = pipeline.Score(new CaptionRequest(Bytes()), own.Text!, default).Value!;
        Assert.Equal(own.Quality!.Confidence, given.Quality!.Confidence, 1e-3);
    }

    [Fact]
    public void A_card_that_promises_a_detail_the_captioner_does_not_know_is_refused()
    {
        Copy("trocr-style-tiny");
        File.WriteAllText(
            Path.Combine(_folder, "caption.json"),
            """{ "name": "tiny", "version": "1.0.0", "languages": ["en"], "details": ["brief", "long"] }"""
        );
        var error = Assert.Throws<InvalidDataException>(() => LoadedModels.Load(new ModelFolders(_folder), new RuntimeSettings(1)));
        Assert.Contains("details lists 'long'", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CaptionPipeline Pipeline(LoadedModels models) =>
        new(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);

    private static byte[] Bytes() => File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "march-pastoral.png"));

    private static Caption Describe(LoadedModels models, CaptionOptions options) =>
        Pipeline(models).Describe(new CaptionRequest(Bytes(), CaptionContext.None, options), default).Value!;

    /// <summary>What the captioner says by itself.</summary>
    private static string Alone(LoadedModels models, CaptionDetail detail)
    {
        var image = new VipsImageDecoder(new ImageLimits()).Open(Bytes()).Value!;
        var profile = models.Captioner.Profile;
        var pixels = Core.Preprocessing.Preprocessor.Normalize(Core.Preprocessing.Preprocessor.Resize(image, profile).Value!, profile);
        using var brief = models.Captioner.Encode([pixels], default);
        using var encoded = models.Captioner.EncodeFor(brief, detail, default);
        var found = models.Captioner.Generate(encoded, models.Captioner.Details[detail], default);
        return models.Tokenizer.Decode(found[0][0].Ids).Trim();
    }

    private LoadedModels Load()
    {
        Copy("florence2-tiny");
        return LoadedModels.Load(new ModelFolders(_folder), new RuntimeSettings(1));
    }

    private void Copy(string name)
    {
        var source = Path.Combine(Repository.Fixtures, name);
        Directory.CreateDirectory(Path.Combine(_folder, "onnx"));
        foreach (var file in Directory.EnumerateFiles(source, "*.json").Concat(Directory.EnumerateFiles(Path.Combine(source, "onnx"))))
            File.Copy(file, Path.Combine(_folder, Path.GetRelativePath(source, file)));
    }
}
