using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;
using Serverless.Trainer.Signals;

namespace Serverless.Trainer.Validation;

/// <summary>Held-out judgments with the scores of champion and candidate; resampled by whole pictures, both at once.</summary>
internal sealed class JudgedPair
{
    private readonly int _rounds;
    private readonly double[] _champion;
    private readonly double[] _candidate;
    private readonly int[][] _byGroup;

    public JudgedPair(IReadOnlyList<Example> examples, IReadOnlyList<ScoreCurve> champion, IReadOnlyList<ScoreCurve> candidate, int rounds)
        : this(examples, ScoresOf(examples, champion), ScoresOf(examples, candidate), rounds) { }

    private JudgedPair(IReadOnlyList<Example> examples, double[] champion, double[] candidate, int rounds)
    {
        (Examples, _champion, _candidate, _rounds) = (examples, champion, candidate, rounds);
        _byGroup =
        [
            .. Enumerable
                .Range(0, examples.Count)
                .GroupBy(i => examples[i].Group, StringComparer.Ordinal)
                .Select(group => group.ToArray()),
        ];
    }

    public IReadOnlyList<Example> Examples { get; }

    public int Groups => _byGroup.Length;

    /// <summary>Those of one slice.</summary>
    public JudgedPair Of(string slice)
    {
        var members = Enumerable.Range(0, Examples.Count).Where(i => Examples[i].Slices.Contains(slice)).ToList();
        return new JudgedPair(
            [.. members.Select(i => Examples[i])],
            [.. members.Select(i => _champion[i])],
            [.. members.Select(i => _candidate[i])],
            _rounds
        );
    }

    public SliceFigures Figures(string words, string slice) =>
        new(words, slice, ScoreFigures.Of(SetOf(_champion, All)), ScoreFigures.Of(SetOf(_candidate, All)), Examples.Count, Groups);

    public SliceFigures Counts(string words, string slice) => new(words, slice, null, null, Examples.Count, Groups);

    public Interval ChampionAuc() => Resample(members => AucOf(_champion, members));

    public Interval CandidateAuc() => Resample(members => AucOf(_candidate, members));

    public Interval AucChange() => Resample(members => AucOf(_candidate, members) - AucOf(_champion, members));

    public Interval BrierChange() =>
        Resample(members => ScoreFigures.BrierOf(SetOf(_candidate, members)) - ScoreFigures.BrierOf(SetOf(_champion, members)));

    public double CalibrationErrorOfChampion() => ScoreFigures.CalibrationErrorOf(SetOf(_champion, All));

    public Interval CalibrationErrorOfCandidate() => Resample(members => ScoreFigures.CalibrationErrorOf(SetOf(_candidate, members)));

    /// <summary>How many words are good by the candidate, and how many of those are wrong.</summary>
    public (int Given, int Wrong) GoodOfCandidate(double good)
    {
        var given = All.Where(i => _candidate[i] >= good).ToList();
        return (given.Count, given.Count(i => !Examples[i].IsRight));
    }

    /// <summary>The scores of both over all.</summary>
    public (ScoredSet Champion, ScoredSet Candidate) Sets() => (SetOf(_champion, All), SetOf(_candidate, All));

    private int[] All => [.. Enumerable.Range(0, Examples.Count)];

    private static double[] ScoresOf(IReadOnlyList<Example> examples, IReadOnlyList<ScoreCurve> curves) =>
        [.. examples.Select(one => curves.FirstOrDefault(curve => curve.Applies(one.Signals))?.Score(one.Signals) ?? 0.5)];

    private double? AucOf(double[] scores, int[] members) =>
        Classification.Auc([.. members.Select(i => Examples[i].IsRight)], [.. members.Select(i => scores[i])]);

    private ScoredSet SetOf(double[] scores, int[] members) =>
        new(
            [.. members.Select(i => scores[i])],
            [.. members.Select(i => Examples[i].Right)],
            [.. members.Select(i => Examples[i].Weight)],
            [.. members.Select(i => Examples[i].Group)]
        );

    private Interval Resample(Func<int[], double?> statistic) =>
        Bootstrap.Of(Groups, _rounds, drawn => statistic([.. drawn.SelectMany(group => _byGroup[group])])) ?? new Interval(0, 0, 0);
}
