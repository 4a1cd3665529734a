using Serverless.Core.Quality;
using Serverless.Trainer.Data;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Signals;

namespace Serverless.Trainer.Tests.Heads;

/// <summary>How weights are found, and that what learns them and what serves them see the same numbers.</summary>
public sealed class HeadTests
{
    private static readonly QualitySignal[] Both = [QualitySignal.Fit, QualitySignal.Confidence];

    [Fact]
    public void ML_NET_and_Newton_find_the_same_weights_each_time()
    {
        var data = HeadData.Of(Examples(Synthetic.Judgments(500)), Both);
        var (newton, lbfgs) = (new NewtonLearner().Fit(data), new LbfgsLearner().Fit(data));
        Assert.Equal(newton.Intercept, lbfgs.Intercept, 0.01);
        Assert.All(newton.Slopes.Zip(lbfgs.Slopes), pair => Assert.Equal(pair.First, pair.Second, 0.01));
        Assert.Equal(lbfgs.Slopes, new LbfgsLearner().Fit(data).Slopes);
    }

    [Fact]
    public void A_share_of_yes_is_learned_as_a_share()
    {
        var rows = Enumerable.Range(0, 200).Select(i => new double[] { i % 2 }).ToList();
        var right = rows.Select(row => row[0] > 0 ? 0.75 : 0.25).ToList();
        var data = new HeadData([QualitySignal.Fit], rows, right, [.. rows.Select(_ => 1.0)], [.. rows.Select(_ => 0)]);
        var head = new LbfgsLearner().Fit(data);
        Assert.Equal(0.25, head.Predict([0]), 0.01);
        Assert.Equal(0.75, head.Predict([1]), 0.01);
    }

    [Fact]
    public void A_signal_that_the_data_have_the_wrong_way_round_is_left_out()
    {
        var flipped = Synthetic.Judgments(500).Select(one => one with { Right = 1 - one.Right });
        var head = SignedFit.Of(new LbfgsLearner(), HeadData.Of(Examples(flipped), Both));
        Assert.Equal([0, 0], head.Slopes);
    }

    [Fact]
    public void The_richer_head_is_taken_only_where_it_gains_something()
    {
        var examples = Examples(Synthetic.Judgments(500));
        var poor = HeadSearch.Find(examples, [new ScoreCurve(0, 0.1, null, 0.1, 0)], JudgedWords.Own);
        Assert.Equal("ML.NET L-BFGS", poor.Name);
        var sloped = HeadSearch.Find(examples, [new ScoreCurve(1, 3, null, 2, 0)], JudgedWords.Own);
        Assert.Equal(HeadSearch.Rescaled, sloped.Name);
        Assert.InRange(sloped.Curves[0].FitLogit!.Value, 1.2, 1.8);
        var known = HeadSearch.Find(examples, [new ScoreCurve(0.5, 1.5, null, 1, 0)], JudgedWords.Own);
        Assert.Equal(HeadSearch.Unchanged, known.Name);
        Assert.Equal(4, known.Trials.Count);
    }

    [Fact]
    public void How_sure_the_captioner_was_is_not_held_against_given_words()
    {
        var examples = Examples(Synthetic.Judgments(500));
        var head = HeadSearch.Find(examples, [new ScoreCurve(0, 0.1, null, 0, 0)], JudgedWords.Given);
        Assert.Equal(0, head.Curves[0].MeanLogProbability);
        Assert.InRange(head.Curves[0].FitLogit!.Value, 1.1, 1.8);
    }

    [Fact]
    public void The_trainer_and_the_score_compute_equal_features()
    {
        var random = new Random(3);
        double Next() => (6 * random.NextDouble()) - 3;
        for (var i = 0; i < 200; i++)
        {
            var signals = new QualitySignals(Next(), -Math.Abs(Next()), Next(), Math.Abs(Next()), Math.Abs(Next()), Math.Abs(Next()));
            var curve = new ScoreCurve(Next(), Next(), Next(), Next(), Next(), Next(), Next());
            var stored = StoredSignals.Of(signals).ToSignals();
            var row = HeadData.Of([Example(stored)], SignalVector.All).Rows[0];
            Assert.Equal(curve.SharesOf(signals).Select(share => share.Value), row);
            var head = new Serverless.Evaluation.Statistics.LogisticRegression(
                curve.Intercept,
                [.. SignalVector.All.Select(signal => curve.WeightOf(signal)!.Value)]
            );
            Assert.Equal(curve.Score(signals), head.Predict(row), 12);
        }
    }

    [Fact]
    public void Good_is_the_lowest_score_whose_words_keep_the_promise()
    {
        var scores = Enumerable.Range(0, 100).Select(i => i / 100.0).ToList();
        var examples = scores.Select(score => Example(new QualitySignals(0, 0, 0, 0)) with { Right = score >= 0.7 ? 1 : 0 }).ToList();
        var parent = QualityParameters.WithoutModel with { Good = 0.9, Speak = 0.6, Refuse = 0.5, RefuseGiven = 0.25 };
        var found = Thresholds.Good(parent, new FoldScores(examples, scores));
        Assert.Equal((33, 3), (found.Given, found.Wrong));
        Assert.InRange(found.Threshold, 0.66, 0.67);
        Assert.Equal(0.9, Thresholds.Good(parent, null).Threshold);
    }

    internal static List<Example> Examples(IEnumerable<SnapshotJudgment> judgments) =>
        [
            .. judgments.Select(one =>
                Example(one.Signals!.ToSignals()) with
                {
                    Picture = one.Picture,
                    Group = one.Picture,
                    Right = one.Right,
                }
            ),
        ];

    private static Example Example(QualitySignals signals) =>
        new(Synthetic.Digest(0), Synthetic.Digest(0), false, JudgedWords.Own, signals, 1, 1, []);
}
