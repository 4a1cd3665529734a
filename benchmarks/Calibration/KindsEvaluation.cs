using Serverless.Benchmarks.Names;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Calibration;

/// <summary>What kinds do for <c>good</c>, on graphics and on photographs, and how often they are right. Nothing is fitted here.</summary>
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
            .Pictures.AsParallel()
            .AsOrdered()
            .Select(one =>
                Observe(one.Group, one.Image, Path.Combine(data, "graphics", one.Image), caption => graphics.Classify(one.Image, caption))
            )
            .ToList();
        var coco = things
            .Images.AsParallel()
            .AsOrdered()
            .Select(image =>
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
            .Pictures.AsParallel()
            .AsOrdered()
            .Select(one => Observe("flickr8k-dev", one.Image, one.Path, caption => ClaimOf(ScoreDev(one.Image, caption))))
            .ToList();
        var judged = JudgedSets
            .SelectMany(name =>
                EvaluationDataset
                    .Read(Path.Combine(data, name))
                    .Pictures.AsParallel()
                    .AsOrdered()
                    .Select(one => new ObservedPicture(name, one.Image, _bare.Of(one.Path), null, null, null))
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
            [.. drawn.GroupBy(one => one.Group).Select(group => Confusion(group.Key, [.. group], graphics))]
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
            pictures.Count(one => one.Generated.CategoryByThresholds.IsSurelyPhotograph)
        );

    private static MediumRow Medium(PictureKind kind, GraphicsRule graphics, List<ObservedPicture> pictures)
    {
        var name = kind.ToString().ToLowerInvariant();
        var called = pictures
            .Where(one => one.Generated.Category.Kind == kind)
            .Select(one => graphics.Pictures.First(picture => picture.Image == one.Image))
            .ToList();
        var wrong = called
            .Where(picture => !picture.Accepts(name))
            .GroupBy(picture => picture.Group)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} {group.Key}");
        return new MediumRow(kind, called.Count, called.Count(picture => picture.Accepts(name)), string.Join(", ", wrong));
    }

    private static ConfusionRow Confusion(string group, List<ObservedPicture> pictures, GraphicsRule graphics)
    {
        static string NameOf(PictureCategory category) => category.Kind.ToString().ToLowerInvariant();
        bool IsRight(ObservedPicture one, PictureCategory category) =>
            graphics.Pictures.First(picture => picture.Image == one.Image).Accepts(NameOf(category));
        return new ConfusionRow(
            group,
            [.. Enum.GetValues<PictureKind>().Select(kind => pictures.Count(one => one.Generated.Category.Kind == kind))],
            pictures.Count(one => IsRight(one, one.Generated.Category)),
            pictures.Count(one => NameOf(one.Generated.Category) == group),
            pictures.Count(one => IsRight(one, one.Generated.CategoryByThresholds))
        );
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
