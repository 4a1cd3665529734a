using Serverless.Core.Quality;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Signals;
using Serverless.Trainer.Tests.Heads;
using Serverless.Trainer.Validation;

namespace Serverless.Trainer.Tests.Validation;

/// <summary>Each gate, shown closing.</summary>
public sealed class ValidationGateTests
{
    private static readonly QualityParameters Champion = QualityParameters.WithoutModel with
    {
        Own = [new ScoreCurve(0.5, 1.5, null, 1, 0)],
        Given = [new ScoreCurve(0.5, 1.5, null, 1, 0)],
        Good = 0.75,
    };

    [Fact]
    public void A_candidate_as_good_as_its_champion_passes_every_gate()
    {
        var report = Judge(Held(), Own(0.52, 1.48, 0.98));
        Assert.True(report.IsPassed, report.WhyClosed());
        Assert.Contains(report.Gates, gate => gate is { Name: "own_slice_people", State: GateState.TooFew });
    }

    [Fact]
    public void Judgments_that_contradict_the_champion_close_its_gate() =>
        Closes("own_champion_auc", Held().ConvertAll(one => one with { Right = 1 - one.Right }), Own(0, 0, 0));

    [Fact]
    public void A_candidate_that_tells_nothing_apart_is_closed_out() => Closes("own_auc", Held(), Own(0, 0, 0));

    [Fact]
    public void A_loss_of_order_is_closed_out() => Closes("own_auc_change", Held(), Own(0, 0.2, 3));

    [Fact]
    public void Scores_that_are_further_from_the_truth_are_closed_out() => Closes("own_brier_change", Held(), Own(0.5, 6, 4));

    [Fact]
    public void Scores_that_are_no_probabilities_are_closed_out() => Closes("own_calibration", Held(), Own(-1.5, 1.5, 1));

    [Fact]
    public void A_promise_of_good_that_is_broken_is_closed_out() =>
        Closes("own_good", Held(), Champion with { Own = [new ScoreCurve(0.6, 1.5, null, 1, 0)], Good = 0.3 });

    [Fact]
    public void A_slice_that_is_worse_beyond_doubt_is_closed_out_though_all_together_is_not()
    {
        // one picture in ten is dark, and only there is the other signal of use
        var held = Held(1_000).Select((one, i) => i / 2 % 10 == 0 ? Dark(one) : one).ToList();
        var champion = Champion with { Own = [new ScoreCurve(0.5, 1.5, null, 1, -3)] };
        var candidate = Champion with { Own = [new ScoreCurve(0.5, 1.5, null, 1, 0)] };
        var report = new ValidationGate(new GateLimits { MaxBrierRise = 0.1 }, 200).Judge(held, Heads(champion), Heads(candidate));
        Assert.Contains(report.Gates, gate => gate is { Name: "own_slice_dark", State: GateState.Closed });
        Assert.Contains(report.Gates, gate => gate is { Name: "own_brier_change", State: GateState.Passed });
    }

    [Fact]
    public void Another_head_without_enough_held_out_judgments_is_closed_out() => Closes("own_judgments", Held(10), Own(0, 1, 1));

    [Fact]
    public void Held_out_judgments_of_one_class_are_closed_out() =>
        Closes("own_judgments", Held().ConvertAll(one => one with { Right = 1 }), Own(0, 1, 1));

    [Fact]
    public void Nothing_held_out_is_closed_out() =>
        Assert.False(new ValidationGate(new GateLimits(), 10).Judge([], Heads(Champion), Heads(Champion)).IsPassed);

    private static Example Dark(Example one) =>
        one with
        {
            Slices = ["dark"],
            Signals = one.Signals with { Repetition = one.IsRight ? 0 : 1 },
        };

    private static void Closes(string gate, List<Example> held, QualityParameters candidate)
    {
        var report = Judge(held, candidate);
        Assert.False(report.IsPassed);
        Assert.Contains(report.Gates, one => one.Name == gate && one.State == GateState.Closed);
        Assert.Contains(gate, report.WhyClosed(), StringComparison.Ordinal);
    }

    private static GateReport Judge(List<Example> held, QualityParameters candidate) =>
        new ValidationGate(new GateLimits(), 200).Judge(held, Heads(Champion), Heads(candidate));

    private static ModelHeads Heads(QualityParameters quality) => new(quality, null);

    private static QualityParameters Own(double intercept, double fit, double confidence) =>
        Champion with
        {
            Own = [new ScoreCurve(intercept, fit, null, confidence, 0)],
            Good = 0.98,
        };

    private static List<Example> Held(int pictures = 400) =>
        HeadTests.Examples(Synthetic.Judgments(pictures, seed: 7)).ConvertAll(one => one with { IsHeld = true });
}
