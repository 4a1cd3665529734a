using Serverless.Core.Quality;
using Serverless.Trainer.Signals;

namespace Serverless.Trainer.Heads;

/// <summary>What a head is fitted on: rows of features, in the order of the signals.</summary>
/// <param name="Signals">The columns.</param>
/// <param name="Rows">[examples] features.</param>
/// <param name="Right">[examples] 0 to 1.</param>
/// <param name="Weights">[examples] above 0.</param>
/// <param name="Folds">[examples] the fold of each, from 0; pictures of one group share one.</param>
internal sealed record HeadData(
    IReadOnlyList<QualitySignal> Signals,
    IReadOnlyList<double[]> Rows,
    IReadOnlyList<double> Right,
    IReadOnlyList<double> Weights,
    IReadOnlyList<int> Folds
)
{
    public const int FoldCount = 5;

    /// <summary>Examples that have all of the signals.</summary>
    public static HeadData Of(IEnumerable<Example> examples, IReadOnlyList<QualitySignal> signals)
    {
        var found = examples.Select(one => (one, Row: SignalVector.Of(one.Signals, signals))).Where(one => one.Row is not null).ToList();
        return new HeadData(
            signals,
            [.. found.Select(one => one.Row!)],
            [.. found.Select(one => one.one.Right)],
            [.. found.Select(one => one.one.Weight)],
            [.. found.Select(one => FoldOf(one.one.Group))]
        );
    }

    /// <summary>The same without some columns.</summary>
    public HeadData Without(IReadOnlySet<QualitySignal> dropped)
    {
        var kept = Enumerable.Range(0, Signals.Count).Where(i => !dropped.Contains(Signals[i])).ToList();
        return this with
        {
            Signals = [.. kept.Select(i => Signals[i])],
            Rows = [.. Rows.Select(row => kept.Select(i => row[i]).ToArray())],
        };
    }

    /// <summary>Some of the examples.</summary>
    public HeadData Where(Func<int, bool> isTaken)
    {
        var taken = Enumerable.Range(0, Rows.Count).Where(isTaken).ToList();
        return this with
        {
            Rows = [.. taken.Select(i => Rows[i])],
            Right = [.. taken.Select(i => Right[i])],
            Weights = [.. taken.Select(i => Weights[i])],
            Folds = [.. taken.Select(i => Folds[i])],
        };
    }

    /// <summary>By the first byte of the group's digest.</summary>
    public static int FoldOf(string group) => Convert.ToByte(group[..2], 16) % FoldCount;
}
