using Serverless.Benchmarks.Calibration;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Names;

/// <summary>The whole pipeline with its defaults, with and without the recogniser: who gets words, and how many are wrong.</summary>
internal sealed class BeforeAfter(NameProxy names)
{
    public IEnumerable<CoverageRow> Run(
        EvaluationDataset dev,
        string objectsFolder,
        ObjectsRule things,
        IReadOnlyList<(string Recogniser, CaptionPipeline Pipeline)> pipelines
    )
    {
        var sentences = new AgreementProxy(dev);
        foreach (var (recogniser, pipeline) in pipelines)
        {
            yield return Row(
                "flickr8k-dev",
                recogniser,
                pipeline,
                [.. dev.Pictures.Select(picture => (picture.Image, picture.Path))],
                (image, caption) =>
                    caption.Source == CaptionSource.Labels ? names.Score(image, caption) : sentences.Score(image, caption.Text!)
            );
            yield return Row(
                "coco-things",
                recogniser,
                pipeline,
                [.. things.Images.Select(image => (image, Path.Combine(objectsFolder, image)))],
                (image, caption) => things.Score(image, caption.Text!)
            );
        }
    }

    private static CoverageRow Row(
        string dataSet,
        string recogniser,
        CaptionPipeline pipeline,
        IReadOnlyList<(string Image, string Path)> pictures,
        Func<string, Caption, double?> judge
    )
    {
        var verdicts = pictures
            .AsParallel()
            .AsOrdered()
            .Select(picture =>
                (
                    picture.Image,
                    Caption: pipeline
                        .Describe(
                            new CaptionRequest(File.ReadAllBytes(picture.Path), CaptionContext.None, CaptionOptions.Default),
                            default
                        )
                        .Value!
                )
            )
            .Where(pair => pair.Caption.Text is not null)
            .Select(pair =>
                (pair.Caption.Verdict, IsName: pair.Caption.Source == CaptionSource.Labels, Right: judge(pair.Image, pair.Caption))
            )
            .ToList();
        Tally Of(Verdict verdict) =>
            new(
                verdicts.Count(one => one.Verdict == verdict && one.Right > 0.5),
                verdicts.Count(one => one.Verdict == verdict && one.Right < 0.5),
                verdicts.Count(one => one.Verdict == verdict && one.Right is null)
            );
        return new CoverageRow(
            dataSet,
            recogniser,
            pictures.Count,
            verdicts.Count(one => one.IsName),
            Of(Verdict.Good),
            Of(Verdict.Review)
        );
    }
}

/// <summary>Words by a rule.</summary>
internal sealed record Tally(int Right, int Wrong, int Neither);

/// <summary>Who gets words.</summary>
/// <param name="DataSet">Its name.</param>
/// <param name="Recogniser">Which names things.</param>
/// <param name="Pictures">How many.</param>
/// <param name="Names">Of those with words, by a name.</param>
/// <param name="Good">Verdict good.</param>
/// <param name="Review">Verdict review.</param>
internal sealed record CoverageRow(string DataSet, string Recogniser, int Pictures, int Names, Tally Good, Tally Review);
