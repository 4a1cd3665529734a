using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Calibration;

/// <summary>Runs the pipeline over data sets and keeps the signals.</summary>
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
                .ScoreMany(new CaptionRequest(bytes), [.. judgements.Select(judgement => judgement.Caption)], default)
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

    /// <summary>Our own captions of photographs, judged by a rule.</summary>
    /// <param name="pictures">Name and path of each.</param>
    /// <param name="judge">Picture and caption to 0 to 1, or null where the rule says neither.</param>
    /// <param name="weight">Of each observation.</param>
    public List<Observation> ReadGenerated(
        IEnumerable<(string Image, string Path)> pictures,
        Func<string, string, double?> judge,
        double weight
    )
    {
        var result = new List<Observation>();
        foreach (var (image, path) in pictures)
        {
            var caption = pipeline
                .Describe(new CaptionRequest(File.ReadAllBytes(path), CaptionContext.None, new CaptionOptions { MinQuality = 0 }), default)
                .Value!;
            if (caption.Text is not { } text || !IsOfSurePhotograph(caption) || judge(image, text) is not { } right)
                continue;
            result.Add(Observe(image, caption.Quality!, text, right, weight));
        }

        return result;
    }

    /// <summary>Only there the score decides, so only there it is fitted.</summary>
    private static bool IsOfSurePhotograph(Caption caption) =>
        caption.Kind == PictureKind.Photograph && !caption.Quality!.Reasons.Contains(QualityReason.OutOfScope);

    private static Observation Observe(string picture, CaptionQuality quality, string text, double right, double weight)
    {
        var fit = Math.Clamp(quality.Fit!.Value, 1e-9, 1 - 1e-9);
        return new Observation(
            picture,
            Math.Log(fit / (1 - fit)),
            quality.Lift!.Value,
            Math.Log(quality.Confidence),
            Repetition.ShareOf(text),
            quality.Contradiction ?? 0,
            ScoredText.Words(text).Count,
            right,
            weight
        );
    }
}
