using Serverless.Trainer.Data;
using Serverless.Trainer.Evidence;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Signals;

namespace Serverless.Trainer;

/// <summary>The two sides of the data, with no picture on both.</summary>
/// <param name="Train">To learn from.</param>
/// <param name="Held">To judge on: of pictures that neither the parent nor the candidate learned from.</param>
/// <param name="Preferences">Which of several sentences people prefer, of pictures to learn from.</param>
/// <param name="LeftOut">What was left out, and why.</param>
internal sealed record TrainingData(
    IReadOnlyList<Example> Train,
    IReadOnlyList<Example> Held,
    IReadOnlyList<(string Group, SentencePreference Choice)> Preferences,
    IReadOnlyList<string> LeftOut
)
{
    /// <param name="set">All examples.</param>
    /// <param name="seen">Pictures that the parent learned from: they judge nothing.</param>
    /// <param name="parent">Words that it does not say teach it nothing.</param>
    public static TrainingData Of(ExampleSet set, IReadOnlySet<string> seen, ModelHeads parent)
    {
        var examples = set.Examples.Where(one => parent.Curves(one.Words).Count > 0).ToList();
        var held = examples.Where(one => one.IsHeld).ToList();
        var clean = held.Where(one => !seen.Contains(one.Picture)).ToList();
        List<string> leftOut = [.. set.LeftOut];
        if (clean.Count < held.Count)
            leftOut.Add($"{held.Count - clean.Count} held-out judgments are of pictures that the parent learned from");
        if (examples.Count < set.Examples.Count)
            leftOut.Add($"{set.Examples.Count - examples.Count} judgments are of names, and the parent brings no recogniser of its own");
        return new TrainingData(
            [.. examples.Where(one => !one.IsHeld)],
            clean,
            [.. set.Preferences.Where(one => !one.IsHeld).Select(one => (one.Group, one.Choice))],
            leftOut
        );
    }

    public EvaluationData Counts() => new(Train.Count, PicturesOf(Train), Held.Count, PicturesOf(Held), LeftOut);

    private static int PicturesOf(IReadOnlyList<Example> examples) =>
        examples.Select(one => one.Picture).Distinct(StringComparer.Ordinal).Count();
}
