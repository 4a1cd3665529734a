using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Calibration;

/// <summary>All sentences that the captioner found for a picture, before one of them is chosen.</summary>
internal sealed class BeamReader(LoadedModels models)
{
    private readonly VipsImageDecoder _decoder = new(new ImageLimits());
    private readonly PictureEncoder _encoder = new(models);
    private readonly TextScorer _scorer = new(models);

    /// <summary>Our own captions of what surely are photographs: only there the score decides, so only there it is fitted.</summary>
    /// <param name="pictures">Name and path of each.</param>
    /// <param name="judge">Picture and caption to 0 to 1, or null where the rule says neither.</param>
    /// <param name="weight">Of each picture.</param>
    public List<Observation> Read(IEnumerable<(string Image, string Path)> pictures, Func<string, string, double?> judge, double weight) =>
        [
            .. pictures
                .AsParallel()
                .AsOrdered()
                .SelectMany(picture =>
                {
                    var beams = SentencesOf(picture.Path);
                    return beams.SelectMany(
                        (beam, i) =>
                            judge(picture.Image, beam.Text) is { } right
                                ? [Observe(picture.Image, beam.Text, beam.Signals, right, weight / beams.Count, i)]
                                : Array.Empty<Observation>()
                    );
                }),
        ];

    public static Observation Observe(string picture, string text, QualitySignals signals, double right, double weight, int beam) =>
        new(
            picture,
            signals.FitLogit!.Value,
            signals.Lift!.Value,
            signals.MeanLogProbability,
            signals.Repetition,
            signals.Contradiction ?? 0,
            signals.SceneContradiction ?? 0,
            text.Split(' ').Length,
            right,
            weight,
            beam,
            text
        );

    private List<(string Text, QualitySignals Signals)> SentencesOf(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var image = _decoder.Open(bytes).Value!;
        var picture = Picture.Prepare(image, Picture.Identify(bytes, image), models, default).Value!;
        using var encodings = _encoder.Encode([picture], default);
        var options = models.Captioner.Defaults;
        var texts = models
            .Captioner.Generate(encodings.Hidden, options with { NumReturnSequences = options.NumBeams }, default)[0]
            .Select(one => new TextToScore(models.Tokenizer.Decode(one.Ids).Trim(), one.Ids, one.TokenLogProbabilities))
            .ToList();
        if (!PictureCategory.Of(picture.Statistics, texts[0].Text).IsSurelyPhotograph)
            return [];
        var classified = encodings.Classify([true], default)[0];
        var signals = _scorer.Score([new PictureTexts(texts, classified)], encodings, default)[0];
        return [.. texts.Zip(signals, (text, about) => (text.Text, about))];
    }
}
