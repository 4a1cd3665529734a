using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;
using Serverless.Trainer.Choosing;
using Serverless.Trainer.Evidence;
using Serverless.Trainer.Heads;

namespace Serverless.Trainer;

/// <summary>Everything that is fitted: the heads of both sorts of words, the threshold of good, how the sentence is chosen.</summary>
/// <param name="GivenHead">For given words.</param>
/// <param name="OwnHead">For the captioner's sentences.</param>
/// <param name="Threshold">Of good.</param>
/// <param name="Choice">Weights that choose the sentence; null where score and margin do.</param>
/// <param name="ChoiceCard">What was found about choosing.</param>
/// <param name="GoodBefore">The parent's threshold.</param>
/// <param name="Why">[given, own] why nothing was tried; null where something was.</param>
internal sealed record HeadFit(
    FoundHead GivenHead,
    FoundHead OwnHead,
    ChosenThreshold Threshold,
    ScoreCurve? Choice,
    ChoiceCard? ChoiceCard,
    double GoodBefore,
    (string? Given, string? Own) Why
)
{
    public static HeadFit Of(TrainingData data, QualityParameters parent)
    {
        var given = Find(data, parent.Given, isGiven: true);
        var own = Find(data, parent.Own, isGiven: false);
        var threshold = Thresholds.Good(parent, own.Head.Name == HeadSearch.Unchanged ? null : own.Head.Folds);
        var (choice, card) = SentenceChooser.Find(data.Preferences, parent with { Own = own.Head.Curves });
        return new HeadFit(given.Head, own.Head, threshold, choice, card, parent.Good, (given.Why, own.Why));
    }

    public QualityParameters Apply(QualityParameters parent, string madeBy, string version) =>
        parent with
        {
            Version = version,
            MadeBy = madeBy,
            Given = GivenHead.Curves,
            Own = OwnHead.Curves,
            Good = CurveWeights.Rounded(Threshold.Threshold),
            Choice = Choice,
        };

    public string Summary() => $"given words: {GivenHead.Name}; the captioner's: {OwnHead.Name}";

    public IReadOnlyList<HeadCard> Cards() =>
        [
            new("given", GivenHead.Name, Why.Given, GivenHead.Trials, GivenHead.Curves),
            new("own", OwnHead.Name, Why.Own, OwnHead.Trials, OwnHead.Curves),
        ];

    public GoodCard Good()
    {
        var (low, high) = WilsonInterval.Of(Threshold.Wrong, Threshold.Given);
        return new GoodCard(CurveWeights.Rounded(Threshold.Threshold), GoodBefore, Threshold.Given, Threshold.Wrong, low, high);
    }

    private static (FoundHead Head, string? Why) Find(TrainingData data, IReadOnlyList<ScoreCurve> parent, bool isGiven)
    {
        var examples = data.Train.Where(one => one.IsGiven == isGiven).ToList();
        return HeadSearch.WhyTooFew(examples) is { } why
            ? (new FoundHead(HeadSearch.Unchanged, parent, [], null), why)
            : (HeadSearch.Find(examples, parent, isGiven), null);
    }
}
