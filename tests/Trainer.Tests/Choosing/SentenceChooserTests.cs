using Serverless.Core.Quality;
using Serverless.Trainer.Choosing;
using Serverless.Trainer.Data;

namespace Serverless.Trainer.Tests.Choosing;

/// <summary>Which sentence is spoken, learned from decisions.</summary>
public sealed class SentenceChooserTests
{
    private static readonly QualityParameters ByMargin = QualityParameters.WithoutModel with
    {
        Own = [new ScoreCurve(0, 0, null, 1, 0)],
        Margin = 0.05,
    };

    [Fact]
    public void Weights_choose_where_decisions_follow_a_signal_that_score_and_margin_do_not_see()
    {
        var (choice, card) = SentenceChooser.Find(Decisions(best => best), ByMargin);
        Assert.True(card!.IsLearned);
        Assert.True(card.RightByWeights > card.RightByMargin + 0.2);
        Assert.True(choice!.FitLogit > 0);
        var formula = new QualityFormula(ByMargin with { Choice = choice });
        Assert.Equal(1, formula.Choose([new(-2, -0.5, null, 0), new(2, -0.6, null, 0)]));
        Assert.Equal(0, new QualityFormula(ByMargin).Choose([new(-2, -0.5, null, 0), new(2, -0.6, null, 0)]));
    }

    [Fact]
    public void Score_and_margin_stay_where_decisions_follow_nothing()
    {
        var random = new Random(5);
        var (choice, card) = SentenceChooser.Find(Decisions(_ => random.Next(3)), ByMargin);
        Assert.Null(choice);
        Assert.False(card!.IsLearned);
    }

    [Fact]
    public void A_few_decisions_teach_nothing() =>
        Assert.Equal((null, null), SentenceChooser.Find([.. Decisions(best => best).Take(SentenceChooser.MinDecisions - 1)], ByMargin));

    private static List<(string Group, SentencePreference Choice)> Decisions(Func<int, int> prefers)
    {
        var random = new Random(2);
        var decisions = new List<(string, SentencePreference)>();
        for (var i = 0; i < 200; i++)
        {
            var fits = Enumerable.Range(0, 3).Select(_ => (4 * random.NextDouble()) - 2).ToList();
            var signals = fits.Select((fit, at) => new StoredSignals(fit, null, -0.5 - (0.1 * at), 0)).ToList();
            decisions.Add((Synthetic.Digest(i), new SentencePreference(signals, prefers(fits.IndexOf(fits.Max())))));
        }

        return decisions;
    }
}
