using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Calibration;

/// <summary>Has the pipeline judge given words, and keeps the signals.</summary>
internal sealed class ObservationReader(CaptionPipeline pipeline)
{
    /// <summary>People's judgements; own and swapped captions weigh the same in sum, since nearly all pairs are swapped.</summary>
    public List<Observation> ReadJudged(EvaluationDataset dataset)
    {
        var own = dataset.Judgements.Count(judgement => judgement.IsOwn == true);
        var weight = (double)own / (dataset.Judgements.Count - own);
        var result = new List<Observation>();
        foreach (var group in dataset.Judgements.GroupBy(judgement => judgement.Image))
        {
            var judgements = group.ToList();
            var bytes = File.ReadAllBytes(dataset.Pictures.First(picture => picture.Image == group.Key).Path);
            var scored = pipeline
                .ScoreMany(
                    new CaptionRequest(bytes, CaptionContext.None, new CaptionOptions { Explain = true }),
                    [.. judgements.Select(judgement => judgement.Caption)],
                    default
                )
                .Value!;
            foreach (var (judgement, score) in judgements.Zip(scored))
            {
                if (score.Quality is not { } quality)
                    continue; // words that seem to be in another language are not judged
                result.Add(Observe(group.Key, quality, judgement.Caption, judgement.Share, judgement.IsOwn == true ? 1 : weight));
            }
        }

        return result;
    }

    private static Observation Observe(string picture, CaptionQuality quality, string text, double right, double weight)
    {
        var fit = Math.Clamp(quality.Fit!.Value, 1e-9, 1 - 1e-9);
        return new Observation(
            picture,
            Math.Log(fit / (1 - fit)),
            quality.Lift!.Value,
            Math.Log(quality.Confidence),
            Repetition.ShareOf(text),
            quality.ValueOf(QualitySignal.Contradiction) ?? 0,
            quality.ValueOf(QualitySignal.SceneContradiction) ?? 0,
            text.Split(' ').Length,
            right,
            weight
        );
    }
}
