using Serverless.Core.Quality;

namespace Serverless.Trainer.Signals;

/// <summary>A judgment with what was measured: what is learned from, and what candidates are judged on.</summary>
/// <param name="Picture">The picture's digest.</param>
/// <param name="Group">Pictures that look nearly the same share one; folds never do.</param>
/// <param name="IsHeld">Whether it judges, and is not learned from.</param>
/// <param name="Words">Which sort of words they are.</param>
/// <param name="Signals">What was measured; of names the logit of their probability, as fit.</param>
/// <param name="Right">0 to 1.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Slices">The slices that it belongs to.</param>
internal sealed record Example(
    string Picture,
    string Group,
    bool IsHeld,
    JudgedWords Words,
    QualitySignals Signals,
    double Right,
    double Weight,
    IReadOnlyList<string> Slices
)
{
    /// <summary>Whether people took the words as right.</summary>
    public bool IsRight => Right > 0.5;
}
