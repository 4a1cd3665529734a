using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Calibration;

/// <summary>A picture, and the captioner's sentence about it before anybody asked what sort of picture it is.</summary>
/// <param name="Statistics">What the pixels tell.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Score">What the curve alone makes of it.</param>
/// <param name="Probabilities">What the classifier of kinds says.</param>
internal sealed record GeneratedSentence(PictureStatistics Statistics, string Sentence, double Score, KindProbabilities? Probabilities)
{
    public PictureCategory Category { get; } = PictureCategory.Of(Statistics, Sentence, Probabilities);

    /// <summary>What statistics and sentence tell without a classifier.</summary>
    public PictureCategory CategoryByThresholds { get; } = PictureCategory.Of(Statistics, Sentence);
}

/// <summary>Asks the captioner and the curve alone.</summary>
internal sealed class SentenceGenerator(LoadedModels models)
{
    private readonly VipsImageDecoder _decoder = new(new ImageLimits());
    private readonly PictureEncoder _encoder = new(models);
    private readonly TextScorer _scorer = new(models);

    public GeneratedSentence Of(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var image = _decoder.Open(bytes).Value!;
        var picture = Picture.Prepare(image, Picture.Identify(bytes, image), models, default).Value!;
        using var encodings = _encoder.Encode([picture], default);
        var best = models.Captioner.Generate(encodings.Hidden, models.Captioner.Defaults, default)[0][0];
        var words = new TextToScore(models.Tokenizer.Decode(best.Ids).Trim(), best.Ids, best.TokenLogProbabilities);
        var probabilities = encodings.KindOf(0);
        var isPhotograph = PictureCategory.Of(picture.Statistics, words.Text, probabilities).Kind == PictureKind.Photograph;
        var classified = encodings.Classify([isPhotograph], default)[0];
        var signals = _scorer.Score([new PictureTexts([words], classified)], encodings, default)[0][0];
        return new GeneratedSentence(
            picture.Statistics,
            words.Text,
            models.Parameters.Own.First(curve => curve.Applies(signals)).Score(signals),
            probabilities
        );
    }
}
