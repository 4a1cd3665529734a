using Serverless.Benchmarks.Figures;
using Serverless.Benchmarks.Names;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Evaluation.Datasets;
using Serverless.Evaluation.Statistics;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Calibration;

/// <summary>Fits the quality score, chooses the thresholds, measures the kinds, and writes all of it down.</summary>
internal static class CalibrateCommand
{
    private const double GoodRisk = 0.1;
    private const int GateClosed = 4;

    /// <summary>A sentence of ours is spoken where three in five of that score are right.</summary>
    private const double Speak = 0.6;

    /// <summary>Names, media and read text that are likelier wrong than right are not given.</summary>
    private const double Refuse = 0.5;

    /// <summary>Given words are refused where three in four of that score are wrong.</summary>
    private const double RefuseGiven = 0.25;

    private const string Command = "make calibrate";

    private static readonly Func<Observation, double[]> OwnSignals = one =>
        [one.FitLogit, one.Lift, one.MeanLogProbability, one.Repetition, one.Contradiction, one.SceneContradiction];
    private static readonly Func<Observation, double[]> OwnUnseenSignals = one =>
        [one.FitLogit, one.Lift, one.MeanLogProbability, one.Repetition];
    private static readonly Func<Observation, double[]> GivenSignals = one =>
        [one.FitLogit, one.Lift, one.Contradiction, one.SceneContradiction];
    private static readonly Func<Observation, double[]> GivenUnseenSignals = one => [one.FitLogit, one.Lift];

    private static readonly (string Name, Func<Observation, double[]> Of)[] SingleSignals =
    [
        ("length (baseline)", one => [one.Words]),
        ("repetition", one => [one.Repetition]),
        ("contradiction of things", one => [one.Contradiction]),
        ("contradiction of scenes", one => [one.SceneContradiction]),
        ("confidence", one => [one.MeanLogProbability]),
        ("lift", one => [one.Lift]),
        ("fit", one => [one.FitLogit]),
    ];

    public static int Run(Dictionary<string, string> arguments)
    {
        if (!arguments.TryGetValue("data", out var data) || !arguments.TryGetValue("kinds", out var kinds))
            return Arguments.Usage();
        var held = EvaluationDataset.Read(Path.Combine(data, "judgments-held"));
        var dev = EvaluationDataset.Read(Path.Combine(data, "flickr8k-dev"));
        var objects = new ObjectsRule(Path.Combine(data, "coco-things"));
        var objectsFolder = Path.Combine(data, "coco-things");
        var date =
            arguments.GetValueOrDefault("date")
            ?? DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Console.WriteLine("names ...");
        using var names = new NamesCalibration(Checkout.Models("labels-base"), dev, objects, objectsFolder);
        var temperature = names.FitTemperature($"{Command}, {date}");
        using var models = Load(Checkout.Models("labels-base"));
        foreach (var dataset in (EvaluationDataset[])[held, dev])
        {
            if (dataset.FindInTraining(models.TrainingImages) is { Count: > 0 } seen)
                throw new InvalidDataException($"{dataset.Name} overlaps the training data: {EvaluationDataset.Names(seen)}.");
        }

        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        var reader = new ObservationReader(pipeline);
        Console.WriteLine("reading: people's judgements, own captions, things, kinds ...");
        var judged = reader.ReadJudged(held);
        var beams = new BeamReader(models);
        var proxy = beams.Read(dev.Pictures.Select(picture => (picture.Image, picture.Path)), new AgreementProxy(dev).Score, 1);
        var outside = beams.Read(
            objects.Images.Select(image => (image, Path.Combine(objectsFolder, image))),
            objects.Score,
            (double)dev.Pictures.Count / objects.Images.Count()
        );
        var result = Fit(judged, proxy, outside, dev, date) with
        {
            Kinds = KindTable.Measure(
                pipeline,
                kinds,
                [.. dev.Pictures.Select(picture => picture.Path), .. objects.Images.Select(image => Path.Combine(objectsFolder, image))]
            ),
        };
        Console.WriteLine("text that is read ...");
        var read = ReadCalibration.Fit(Path.Combine(data, "graphics"));
        ParametersFile.Change(Checkout.Models("quality-base"), old => old.With(result) with { ReadText = read.Curve });
        CalibrationFigures.Write(result, read);
        var coverage = WriteNames(
            names.FitNames($"{Command}, {date}", temperature, result.Refused),
            dev,
            objectsFolder,
            objects,
            $"{Command}` on {date}"
        );
        var measured = KindsCommand.Measure(data, $"`{Command}` on {date}");
        Console.WriteLine(
            $"good from {result.Good:F3}, refused below {result.Refuse:F3}; written to models/quality-base/quality.json and "
                + $"docs/figures-calibration.md"
        );
        return CalibrationFloors.Hold(coverage, measured, result.Style, read) ? 0 : GateClosed;
    }

    internal static LoadedModels Load(string? labels) =>
        LoadedModels.Load(Checkout.Folders with { Labels = labels }, RuntimeSettings.Default);

    /// <summary>With the numbers just written.</summary>
    private static List<CoverageRow> WriteNames(
        NamesResult names,
        EvaluationDataset dev,
        string objectsFolder,
        ObjectsRule objects,
        string madeBy
    )
    {
        using var with = Load(Checkout.Models("labels-base"));
        using var without = Load(null);
        CaptionPipeline Pipeline(LoadedModels models) =>
            new(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        var classifier = with.ImageClassifier!;
        using var alone = ClassesAlone.Load();
        List<CoverageRow> rows =
        [
            .. new BeforeAfter(new NameProxy(classifier, dev)).Run(
                dev,
                objectsFolder,
                objects,
                [("without", Pipeline(without)), ("classes alone", Pipeline(alone.Models)), ("classes and tags", Pipeline(with))]
            ),
        ];
        NamesFigures.Write(names, rows, madeBy);
        return rows;
    }

    /// <param name="judged">Given words, judged by people.</param>
    /// <param name="proxy">All sentences for flickr8k-dev.</param>
    /// <param name="outside">All sentences for coco-things.</param>
    /// <param name="dev">Its references.</param>
    /// <param name="date">Of the run.</param>
    private static CalibrationResult Fit(
        List<Observation> judged,
        List<Observation> proxy,
        List<Observation> outside,
        EvaluationDataset dev,
        string date
    )
    {
        List<Observation> both = [.. proxy, .. outside];
        var allScores = CrossFit.Scores(both, OwnSignals);
        var isSpoken = SentenceChoice.Of(both, allScores);
        List<Observation> Spoken(List<Observation> all, int start) => [.. all.Where((_, i) => isSpoken[start + i])];
        double[] Of(double[] scores, List<Observation> all, int start) =>
            [.. scores[start..(start + all.Count)].Where((_, i) => isSpoken[start + i])];
        var unseen = CrossFit.Scores(both, OwnUnseenSignals);
        var (spokenProxy, spokenOutside) = (Spoken(proxy, 0), Spoken(outside, proxy.Count));
        var (proxyScores, outsideScores) = (Of(allScores, proxy, 0), Of(allScores, outside, proxy.Count));
        var givenScores = CrossFit.Scores(judged, GivenSignals);
        var good = RiskCoverage.Threshold(GoodRisk, (spokenProxy, proxyScores), (spokenOutside, outsideScores));
        IEnumerable<SignalRow> RowsOf(List<Observation> spoken, List<Observation> all, int start) =>
            [
                .. SingleSignals.Select(signal => Row(signal.Name, spoken, Of(CrossFit.Scores(both, signal.Of), all, start))),
                Row("all but contradictions", spoken, Of(unseen, all, start)),
            ];
        return new CalibrationResult(
            date,
            Command,
            CrossFit.Fit(both, OwnSignals),
            CrossFit.Fit(both, OwnUnseenSignals),
            CrossFit.Fit(judged, GivenSignals),
            CrossFit.Fit(judged, GivenUnseenSignals),
            good,
            Speak,
            Refuse,
            RefuseGiven,
            SentenceChoice.Margin,
            [
                Table(
                    "a",
                    "people's judgements of captions, own and swapped weighted alike",
                    judged,
                    [.. Rows(judged, judged, 0), Row("fit and lift", judged, CrossFit.Scores(judged, GivenUnseenSignals))],
                    givenScores,
                    "fit, lift and contradictions (in use)"
                ),
                Table(
                    "b",
                    "the sentence chosen for each picture of flickr8k-dev, by a proxy: two thirds of the content words stand in the five "
                        + "references",
                    spokenProxy,
                    RowsOf(spokenProxy, proxy, 0),
                    proxyScores,
                    "all (in use)"
                ),
                Table(
                    "c",
                    "the sentence chosen for each picture of coco-things, photographs from outside the captioner's world, by the rule of "
                        + "things",
                    spokenOutside,
                    RowsOf(spokenOutside, outside, proxy.Count),
                    outsideScores,
                    "all (in use)"
                ),
            ],
            [.. Thresholds("b", spokenProxy, proxyScores, good, Speak), .. Thresholds("c", spokenOutside, outsideScores, good, Speak)],
            [],
            RefusedOf(both, allScores, isSpoken),
            StyleResult.Of(dev, proxy, isSpoken[..proxy.Count])
        );
    }

    /// <summary>Pictures whose chosen sentence is refused.</summary>
    private static HashSet<string> RefusedOf(List<Observation> all, double[] scores, bool[] isSpoken) =>
        [.. all.Where((_, i) => isSpoken[i] && scores[i] < Speak).Select(one => one.Picture)];

    /// <summary>Each signal alone, fitted by folds on all that the curve is fitted on, shown on this table's part.</summary>
    private static IEnumerable<SignalRow> Rows(List<Observation> shown, List<Observation> fitted, int start) =>
        SingleSignals.Select(signal => Row(signal.Name, shown, CrossFit.Scores(fitted, signal.Of)[start..(start + shown.Count)]));

    private static SignalRow Row(string name, List<Observation> shown, double[] scores) =>
        new(
            name,
            KendallTau.Of(scores, [.. shown.Select(one => one.Right)])?.TauB ?? 0,
            Classification.Auc([.. shown.Select(one => one.Right > 0.5)], scores) ?? 0.5,
            Reliability.Of(shown, scores)
        );

    private static CalibrationTable Table(
        string name,
        string what,
        List<Observation> shown,
        IEnumerable<SignalRow> rows,
        double[] scores,
        string inUse
    ) =>
        new(
            name,
            what,
            shown.Count,
            shown.Select(one => one.Picture).Distinct().Count(),
            [.. rows, Row(inUse, shown, scores)],
            RiskCoverage.Curve(shown, scores)
        );

    private static IEnumerable<ThresholdRow> Thresholds(string table, List<Observation> shown, double[] scores, double good, double refuse)
    {
        foreach (var (name, threshold) in ((string, double)[])[("good", good), ("given (good or review)", refuse)])
        {
            var (given, wrong) = RiskCoverage.At(shown, scores, threshold);
            yield return new ThresholdRow(table, name, given, shown.Count, wrong);
        }
    }
}
