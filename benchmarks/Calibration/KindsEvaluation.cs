using Serverless.Benchmarks.Names;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Calibration;

/// <summary>
/// What kinds do for <c>good</c>, on graphics and on photographs. Nothing is fitted here; the folds tell what choosing a threshold would
/// give.
/// </summary>
internal sealed class KindsEvaluation(LoadedModels models, CaptionPipeline pipeline, string data)
{
    private static readonly string[] JudgedSets = ["judgments-held", "judgments-train"];

    private readonly SentenceGenerator _bare = new(models);

    public KindsResult Run()
    {
        var graphics = new GraphicsRule(Path.Combine(data, "graphics"));
        var things = new ObjectsRule(Path.Combine(data, "coco-things"));
        var dev = EvaluationDataset.Read(Path.Combine(data, "flickr8k-dev"));
        var sentences = new AgreementProxy(dev);
        var names = new NameProxy(models.ImageClassifier!, dev);
        var drawn = graphics
            .Pictures.Select(one =>
                Observe(
                    one.Group,
                    one.Image,
                    Path.Combine(data, "graphics", one.Image),
                    caption => graphics.Classify(one.Image, caption.Text!)
                )
            )
            .ToList();
        var coco = things
            .Images.Select(image =>
                Observe(
                    "coco-things",
                    image,
                    Path.Combine(data, "coco-things", image),
                    caption => ClaimOf(things.Score(image, caption.Text!))
                )
            )
            .ToList();
        double? ScoreDev(string image, Caption caption) =>
            caption.Source == CaptionSource.Labels ? names.Score(image, caption) : sentences.Score(image, caption.Text!);
        var flickr = dev
            .Pictures.Select(one => Observe("flickr8k-dev", one.Image, one.Path, caption => ClaimOf(ScoreDev(one.Image, caption))))
            .ToList();
        var judged = JudgedSets
            .SelectMany(name =>
                EvaluationDataset
                    .Read(Path.Combine(data, name))
                    .Pictures.Select(one => new ObservedPicture(name, one.Image, _bare.Of(one.Path), null, null, null))
            )
            .ToList();
        List<ObservedPicture> photographs = [.. drawn.Where(one => one.Group == "photograph"), .. coco, .. flickr, .. judged];
        var others = drawn.Where(one => one.Group != "photograph").ToList();
        return new KindsResult(
            [.. drawn.Concat(coco).Concat(flickr).GroupBy(one => one.Group).Select(group => Group(group.Key, [.. group]))],
            [
                .. photographs.GroupBy(one => one.Group).Select(group => Taken(group.Key, [.. group])),
                Taken("graphics that are none", others),
            ],
            [
                .. Enum.GetValues<PictureKind>()
                    .Where(kind => new PictureCategory(kind, false, false).Medium is not null)
                    .Select(kind => Medium(kind, graphics, drawn)),
            ],
            [.. Folds(photographs, others)]
        );
    }

    private GroupRow Group(string name, List<ObservedPicture> pictures)
    {
        ClaimTally Called(Verdict verdict) =>
            ClaimTally.Of(pictures.Where(one => one.Caption!.Verdict == verdict).Select(one => one.WithScope));
        return new GroupRow(
            name,
            pictures.Count,
            ClaimTally.Of(pictures.Where(one => one.Generated.Score >= models.Parameters.Good).Select(one => one.WithoutScope)),
            Called(Verdict.Good),
            Called(Verdict.Review),
            pictures.Count(one => one.Caption!.Verdict == Verdict.Refused)
        );
    }

    private static AcceptedRow Taken(string set, List<ObservedPicture> pictures) =>
        new(
            set,
            pictures.Count,
            pictures.Count(one => one.Generated.Category.Kind == PictureKind.Photograph),
            pictures.Count(one => one.Generated.Category.IsSurelyPhotograph),
            pictures.Count(one => PictureKinds.IsSurelyPhotograph(one.Generated.Statistics, ""))
        );

    private static MediumRow Medium(PictureKind kind, GraphicsRule graphics, List<ObservedPicture> pictures)
    {
        var name = kind.ToString().ToLowerInvariant();
        var called = pictures
            .Where(one => one.Generated.Category.Kind == kind)
            .Select(one => graphics.Pictures.First(picture => picture.Image == one.Image))
            .ToList();
        var wrong = called
            .Where(picture => !picture.Kinds.Contains(name))
            .GroupBy(picture => picture.Group)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} {group.Key}");
        return new MediumRow(kind, called.Count, called.Count(picture => picture.Kinds.Contains(name)), string.Join(", ", wrong));
    }

    private static IEnumerable<FoldRow> Folds(List<ObservedPicture> photographs, List<ObservedPicture> others)
    {
        for (var fold = 0; fold < CrossFit.Folds; fold++)
        {
            bool IsIn(ObservedPicture one) => CrossFit.FoldOf(one.Image) == fold;
            double ShareOutside(List<ObservedPicture> pictures, Func<ObservedPicture, bool> isWrong) =>
                pictures.Where(one => !IsIn(one)).Average(one => isWrong(one) ? 1.0 : 0);
            double Loss(double level) =>
                ShareOutside(photographs, one => one.Generated.Statistics.Evenness >= level)
                + ShareOutside(others, one => one.Generated.Statistics.Evenness < level);
            var threshold = Enumerable.Range(1, 40).Select(hundredth => hundredth / 100.0).MinBy(Loss);
            var (here, there) = (photographs.Where(IsIn).ToList(), others.Where(IsIn).ToList());
            var trusted = there.Where(one => one.Generated.Statistics.Evenness < threshold).ToList();
            yield return new FoldRow(
                threshold,
                here.Count,
                here.Count(one => one.Generated.Statistics.Evenness >= threshold),
                there.Count,
                trusted.Count,
                trusted.Count(one => !MediumText.MentionsDrawing(one.Generated.Sentence))
            );
        }
    }

    private static Claim? ClaimOf(double? right) =>
        right switch
        {
            null => null,
            > 0.5 => Claim.Right,
            _ => Claim.Wrong,
        };

    private ObservedPicture Observe(string group, string image, string path, Func<Caption, Claim?> judge)
    {
        var bare = _bare.Of(path);
        var caption = pipeline
            .Describe(new CaptionRequest(File.ReadAllBytes(path), CaptionContext.None, CaptionOptions.Default), default)
            .Value!;
        var alone = judge(caption with { Text = bare.Sentence, Source = CaptionSource.Model });
        return new ObservedPicture(group, image, bare, caption, alone, caption.Text is null ? null : judge(caption));
    }

    /// <summary>
    /// A picture with its bare sentence, its caption, and how right both are; without a caption where nobody lists what is right.
    /// </summary>
    private sealed record ObservedPicture(
        string Group,
        string Image,
        GeneratedSentence Generated,
        Caption? Caption,
        Claim? WithoutScope,
        Claim? WithScope
    );
}
