using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Core.Tests.Inference;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

/// <summary>CLIP as the quality model of a captioner, with and without a calibration beside it.</summary>
public sealed class ClipQualityTests : IDisposable
{
    private readonly GoldenClip _clip = new(isSplit: false);

    [Fact]
    public void Without_a_calibration_the_fit_is_the_score_and_nothing_is_good()
    {
        using var models = Load();
        foreach (var text in _clip.Texts.Where(text => text.Any(char.IsAsciiLetter)))
        {
            var quality = Score(models, text);
            Assert.Equal(quality.Fit!.Value, quality.Score, 1e-3);
            Assert.Equal(quality.Score < 0.4 ? Verdict.Refused : Verdict.Review, quality.Verdict);
            Assert.Contains(QualityReason.QualityUnavailable, quality.Reasons);
        }
    }

    [Fact]
    public void A_generated_sentence_is_judged_so_too_and_its_features_are_the_cosine()
    {
        using var models = Load();
        var caption = Pipeline(models)
            .Describe(new CaptionRequest(Bytes(), CaptionContext.None, new CaptionOptions { MinQuality = 0 }), default)
            .Value!;
        Assert.Equal(Verdict.Review, caption.Verdict);
        Assert.Equal(caption.Quality!.Fit!.Value, Math.Clamp(2.5 * Assert.Single(caption.Features!), 0, 1), 1e-6);
    }

    [Fact]
    public void The_curves_of_a_calibration_take_the_logit_and_may_call_a_text_good()
    {
        File.WriteAllText(
            Path.Combine(_clip.Folder, "quality.json"),
            """
            { "schemaVersion": 1, "name": "tiny", "version": "1.0.0", "madeBy": "a test",
              "own": [{ "intercept": 3, "fitLogit": 0.1, "lift": null, "meanLogProbability": 0, "repetition": 0 }],
              "given": [{ "intercept": 3, "fitLogit": 0.1, "lift": null, "meanLogProbability": 0, "repetition": 0 }],
              "good": 0.7, "speak": 0.2, "refuse": 0.2, "refuseGiven": 0.2, "margin": 0.1, "lowFit": 0.2, "lowConfidence": 0.1 }
            """
        );
        using var models = Load();
        var text = _clip.Texts[0];
        var ids = _clip.Tokenizer.Encode(text);
        var image = new VipsImageDecoder(new ImageLimits()).Open(Bytes()).Value!;
        var profile = models.Matcher!.Profile;
        var pixels = Core.Preprocessing.Preprocessor.Normalize(Core.Preprocessing.Preprocessor.Resize(image, profile).Value!, profile);
        var match = models.Matcher.Score([pixels], [ids], default)[0];
        var quality = Score(models, text);
        Assert.Equal(1 / (1 + Math.Exp(-3 - (0.1 * match.Logit))), quality.Score, 1e-4);
        Assert.Equal((Verdict.Good, match.Fit), (quality.Verdict, quality.Fit!.Value));
    }

    [Theory]
    [InlineData(MatchTextForm.AsWritten, "A Dog, it's \"here\".\n", "A Dog, it's \"here\".\n")]
    [InlineData(MatchTextForm.Scored, "A Dog  is here.", "a dog is here")]
    [InlineData(MatchTextForm.WordsOnly, " A Dog,  it's \"hére\"\t- (now).", "a dog its hére now")]
    public void Texts_are_put_in_the_form_that_the_model_learned(MatchTextForm form, string text, string expected) =>
        Assert.Equal(expected, MatchText.Of(text, form));

    public void Dispose() => _clip.Dispose();

    private static byte[] Bytes() => File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "march-pastoral.png"));

    private static CaptionPipeline Pipeline(LoadedModels models) =>
        new(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);

    private static CaptionQuality Score(LoadedModels models, string text) =>
        Pipeline(models).Score(new CaptionRequest(Bytes()), text, default).Value!.Quality!;

    private LoadedModels Load() =>
        LoadedModels.Load(new ModelFolders(Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"), _clip.Folder), new RuntimeSettings(1));
}
