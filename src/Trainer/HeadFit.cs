using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;
using Serverless.Trainer.Choosing;
using Serverless.Trainer.Evidence;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Signals;

namespace Serverless.Trainer;

/// <summary>Everything that is fitted: the heads of all sorts of words, the thresholds of good, how the sentence is chosen.</summary>
/// <param name="Heads">Of each sort of words, and why nothing was tried; null where something was.</param>
/// <param name="Threshold">Of good, of sentences.</param>
/// <param name="NamesThreshold">Of good, of names; null without names.</param>
/// <param name="Choice">Weights that choose the sentence; null where score and margin do.</param>
/// <param name="ChoiceCard">What was found about choosing.</param>
/// <param name="Before">The parent's.</param>
internal sealed record HeadFit(
    IReadOnlyDictionary<JudgedWords, (FoundHead Head, string? Why)> Heads,
    ChosenThreshold Threshold,
    ChosenThreshold? NamesThreshold,
    ScoreCurve? Choice,
    ChoiceCard? ChoiceCard,
    ModelHeads Before
)
{
    public static HeadFit Of(TrainingData data, ModelHeads parent)
    {
        var heads = Sorts(parent).ToDictionary(words => words, words => Find(data, parent, words));
        var own = heads[JudgedWords.Own].Head;
        var names = heads.GetValueOrDefault(JudgedWords.Names).Head;
        var (choice, card) = SentenceChooser.Find(data.Preferences, parent.Quality with { Own = own.Curves });
        return new HeadFit(
            heads,
            Thresholds.Good(parent.Quality, FoldsOf(own)),
            names is null ? null : Thresholds.Good(parent.Names!.Good, least: 0, FoldsOf(names)),
            choice,
            card,
            parent
        );
    }

    /// <summary>Why nothing can be learned of any sort of words; null where something can.</summary>
    public static string? WhyTooFew(TrainingData data, ModelHeads parent)
    {
        var why = Sorts(parent).Select(words => (words, Few: HeadSearch.WhyTooFew(Of(data, words)))).ToList();
        return why.Exists(one => one.Few is null) ? null : string.Join(" ", why.Select(one => $"{one.words.Title()}: {one.Few}."));
    }

    public ModelHeads Apply(string madeBy, Func<string, string> versionAfter)
    {
        var quality = Before.Quality with
        {
            Version = versionAfter(Before.Quality.Version),
            MadeBy = madeBy,
            Given = Heads[JudgedWords.Given].Head.Curves,
            Own = Heads[JudgedWords.Own].Head.Curves,
            Good = CurveWeights.Rounded(Threshold.Threshold),
            Choice = Choice,
        };
        if (Before.Names is not { } names || Heads[JudgedWords.Names].Head is not { Name: not HeadSearch.Unchanged } head)
            return Before with { Quality = quality };
        var made = NamesCurve.Apply(names, head.Curves[0]) with
        {
            Version = versionAfter(names.Version),
            MadeBy = madeBy,
            Good = CurveWeights.Rounded(NamesThreshold!.Threshold),
        };
        return new ModelHeads(quality, made);
    }

    public string Summary() => string.Join("; ", Heads.Select(one => $"{one.Key.Title().ToLowerInvariant()}: {one.Value.Head.Name}"));

    public IReadOnlyList<HeadCard> Cards() =>
        [
            .. Heads.Select(one => new HeadCard(
                one.Key.Name(),
                one.Value.Head.Name,
                one.Value.Why,
                one.Value.Head.Trials,
                one.Value.Head.Curves
            )),
        ];

    public GoodCard Good() => CardOf(Threshold, Before.Quality.Good);

    public GoodCard? GoodNames() => NamesThreshold is null ? null : CardOf(NamesThreshold, Before.Names!.Good);

    private static IEnumerable<JudgedWords> Sorts(ModelHeads parent) =>
        Enum.GetValues<JudgedWords>().Where(words => words != JudgedWords.Names || parent.Names is not null);

    private static List<Example> Of(TrainingData data, JudgedWords words) => [.. data.Train.Where(one => one.Words == words)];

    private static FoldScores? FoldsOf(FoundHead head) => head.Name == HeadSearch.Unchanged ? null : head.Folds;

    private static GoodCard CardOf(ChosenThreshold threshold, double before)
    {
        var (low, high) = WilsonInterval.Of(threshold.Wrong, threshold.Given);
        return new GoodCard(CurveWeights.Rounded(threshold.Threshold), before, threshold.Given, threshold.Wrong, low, high);
    }

    private static (FoundHead Head, string? Why) Find(TrainingData data, ModelHeads parent, JudgedWords words)
    {
        var examples = Of(data, words);
        var curves = parent.Curves(words);
        if (HeadSearch.WhyTooFew(examples) is { } why)
            return (new FoundHead(HeadSearch.Unchanged, curves, [], null), why);
        var found = HeadSearch.Find(examples, curves, words);
        return words == JudgedWords.Names && found.Curves[0].FitLogit is not > 0
            ? (found with { Name = HeadSearch.Unchanged, Curves = curves }, "surer names are not right more often")
            : (found, null);
    }
}
