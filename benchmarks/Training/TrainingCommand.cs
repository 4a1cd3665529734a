using System.Diagnostics;
using Serverless.Benchmarks.Calibration;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;
using Serverless.Imaging.Vips;
using Serverless.Trainer.Data;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Signals;
using Serverless.Trainer.Validation;

namespace Serverless.Benchmarks.Training;

/// <summary>Measures heads by picture-disjoint folds, what retraining on reviews brings, and what a run costs.</summary>
internal static class TrainingCommand
{
    private static readonly IHeadLearner[] Learners = [new NewtonLearner(), new LbfgsLearner()];

    private static readonly QualitySignal[] GivenSignals =
    [
        QualitySignal.Fit,
        QualitySignal.Lift,
        QualitySignal.Contradiction,
        QualitySignal.SceneContradiction,
    ];

    public static async Task<int> RunAsync(Dictionary<string, string> arguments)
    {
        if (!arguments.TryGetValue("data", out var data))
            return Arguments.Usage();
        var date =
            arguments.GetValueOrDefault("date")
            ?? DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        using var models = LoadedModels.Load(Checkout.Folders, Core.Inference.RuntimeSettings.Default);
        var clock = Stopwatch.StartNew();
        Console.WriteLine("signals of people's judgments ...");
        var held = await ReadAsync(models, Path.Combine(data, "judgments-held"), null); // its time is told
        var measured = clock.Elapsed;
        var train = await ReadAsync(models, Path.Combine(data, "judgments-train"), arguments.GetValueOrDefault("work"));
        clock.Restart();
        var heads = HeadsOf(held);
        var fitted = clock.Elapsed;
        var rows = BeforeAndAfter(held, train);
        Console.WriteLine("the captioner's sentences ...");
        var own = Reviewed(models, data);
        clock.Restart();
        var reviews = Reviews(own, models.Parameters);
        TrainingFigures.Write(new TrainingFiguresResult(date, heads, rows, reviews, held.Count, measured, fitted, clock.Elapsed, Load()));
        return 0;
    }

    /// <summary>Each head over people's judgments of held-out pictures.</summary>
    private static List<FigureRow> HeadsOf(IReadOnlyList<Example> held)
    {
        var data = HeadData.Of(held, GivenSignals);
        var groups = held.Where(one => SignalVector.Of(one.Signals, GivenSignals) is not null).Select(one => one.Group).ToList();
        List<(string Name, Func<HeadData, IReadOnlyList<double[]>, double[]> Fit)> heads =
        [
            .. Learners.Select(learner =>
                (learner.Name, (Func<HeadData, IReadOnlyList<double[]>, double[]>)((part, rows) => Linear(learner, part, rows)))
            ),
        ];
        foreach (var trees in (LightGbmHead[])[new(isIsotonic: false), new(isIsotonic: true)])
            heads.Add((trees.Name, trees.Score));
        var rows = new List<FigureRow>();
        foreach (var (name, fit) in heads)
        {
            var scores = new double[data.Rows.Count];
            for (var fold = 0; fold < HeadData.FoldCount; fold++)
            {
                var shown = Enumerable.Range(0, scores.Length).Where(i => data.Folds[i] == fold).ToList();
                var found = fit(data.Where(i => data.Folds[i] != fold), [.. shown.Select(i => data.Rows[i])]);
                foreach (var (i, score) in shown.Zip(found))
                    scores[i] = score;
            }

            rows.Add(new FigureRow(name, ScoreFigures.Of(new ScoredSet(scores, data.Right, data.Weights, groups))));
        }

        return rows;
    }

    private static double[] Linear(IHeadLearner learner, HeadData part, IReadOnlyList<double[]> rows)
    {
        var head = SignedFit.Of(learner, part);
        return [.. rows.Select(row => head.Predict(row))];
    }

    /// <summary>Given words of held-out pictures: judgments of other pictures alone, and with those of four in five of these.</summary>
    private static List<FigureRow> BeforeAndAfter(IReadOnlyList<Example> held, IReadOnlyList<Example> train)
    {
        var (shown, other) = (HeadData.Of(held, GivenSignals), HeadData.Of(train, GivenSignals));
        var groups = held.Where(one => SignalVector.Of(one.Signals, GivenSignals) is not null).Select(one => one.Group).ToList();
        FigureRow Row(string name, Func<int, HeadData> trained)
        {
            var scores = new double[shown.Rows.Count];
            for (var fold = 0; fold < HeadData.FoldCount; fold++)
            {
                var head = SignedFit.Of(new LbfgsLearner(), trained(fold));
                for (var i = 0; i < scores.Length; i++)
                {
                    if (shown.Folds[i] == fold)
                        scores[i] = head.Predict(shown.Rows[i]);
                }
            }

            return new FigureRow(name, ScoreFigures.Of(new ScoredSet(scores, shown.Right, shown.Weights, groups)));
        }

        HeadData Rest(int fold) => shown.Where(i => shown.Folds[i] != fold);
        HeadData Both(HeadData a, HeadData b) =>
            a with
            {
                Rows = [.. a.Rows, .. b.Rows],
                Right = [.. a.Right, .. b.Right],
                Weights = [.. a.Weights, .. b.Weights],
                Folds = [.. a.Folds, .. b.Folds],
            };
        return
        [
            Row("before: judgments of pictures that the quality model learned from", _ => other),
            Row("after: those and judgments of pictures that it did not see", fold => Both(other, Rest(fold))),
            Row("judgments of pictures that it did not see alone", Rest),
        ];
    }

    /// <summary>
    /// Our own sentences about pictures of the judgments, accepted or rejected by the proxy of two thirds of the content words: reviewers
    /// that are simulated, no people.
    /// </summary>
    private static List<Example> Reviewed(LoadedModels models, string data)
    {
        var beams = new BeamReader(models);
        var found = new List<Example>();
        foreach (var name in (string[])["judgments-train", "judgments-held"])
        {
            var dataset = EvaluationDataset.Read(Path.Combine(data, name));
            var observed = beams.Read(dataset.Pictures.Select(one => (one.Image, one.Path)), new AgreementProxy(dataset).Score, 1);
            found.AddRange(observed.Where(one => one.Beam == 0).Select(ToExample));
        }

        return found;
    }

    private static Example ToExample(Observation one)
    {
        var digest = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(one.Picture))
        );
        var signals = new QualitySignals(
            one.FitLogit,
            one.MeanLogProbability,
            one.Lift,
            one.Repetition,
            one.Contradiction,
            one.SceneContradiction
        );
        return new Example(digest, digest, false, JudgedWords.Own, signals, one.Right, 1, []);
    }

    /// <summary>The embedded head, and heads retrained on so many reviews of other pictures.</summary>
    private static List<FigureRow> Reviews(List<Example> own, QualityParameters parameters)
    {
        var rows = new List<FigureRow> { Row("before: the embedded head", one => parameters.Own[0].Score(one.Signals)) };
        foreach (var count in (int[])[60, 120, 240, int.MaxValue])
        {
            var folds = Enumerable
                .Range(0, HeadData.FoldCount)
                .Select(fold => own.Where(one => HeadData.FoldOf(one.Group) != fold).Take(count).ToList())
                .ToList();
            var heads = folds
                .Select(part => HeadSearch.WhyTooFew(part) is null ? HeadSearch.Find(part, parameters.Own, JudgedWords.Own) : null)
                .ToList();
            var chosen = string.Join(", ", heads.Select(head => head?.Name ?? HeadSearch.Unchanged).Distinct());
            rows.Add(
                Row(
                    $"after {folds.Min(part => part.Count)} reviews ({chosen})",
                    one => (heads[HeadData.FoldOf(one.Group)]?.Curves ?? parameters.Own)[0].Score(one.Signals)
                )
            );
        }

        return rows;

        FigureRow Row(string name, Func<Example, double> score) =>
            new(
                name,
                ScoreFigures.Of(
                    new ScoredSet(
                        [.. own.Select(score)],
                        [.. own.Select(one => one.Right)],
                        [.. own.Select(one => one.Weight)],
                        [.. own.Select(one => one.Group)]
                    )
                )
            );
    }

    private static async Task<IReadOnlyList<Example>> ReadAsync(LoadedModels models, string folder, string? work)
    {
        var decoder = new VipsImageDecoder(new ImageLimits());
        var source = await new DatasetSource(decoder).ReadAsync(folder, default);
        var snapshot = new SnapshotBuilder(TimeProvider.System).Build([source]).Value!;
        var pipeline = new CaptionPipeline(decoder, models, TimeProvider.System, CaptionIds.System);
        var cache = work ?? Directory.CreateTempSubdirectory("caption-bench-training-").FullName;
        var reader = new ExampleReader(
            pipeline,
            new SignalCache(cache, models.Judge.Digest),
            $"{models.Judge.Name} {models.Judge.Version}"
        );
        var read = await reader.ReadAsync(snapshot, null, default);
        if (work is null)
            Directory.Delete(cache, recursive: true);
        return read.Value!.Examples;
    }

    /// <summary>How busy the machine is; null where the system does not say.</summary>
    private static string? Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : null;
}

/// <summary>A row of figures.</summary>
internal sealed record FigureRow(string Name, ScoreFigures Figures);

/// <summary>What was measured.</summary>
internal sealed record TrainingFiguresResult(
    string Date,
    IReadOnlyList<FigureRow> Heads,
    IReadOnlyList<FigureRow> Given,
    IReadOnlyList<FigureRow> Reviews,
    int Judgments,
    TimeSpan Measured,
    TimeSpan Fitted,
    TimeSpan Searched,
    string? Load
);
