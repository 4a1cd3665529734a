using Serverless.Core.Quality;

namespace Serverless.Trainer.Heads;

/// <summary>
/// From which score on words are good: the lowest at which at most one in ten of those are wrong, on pictures that the head was not fitted
/// on.
/// </summary>
internal static class Thresholds
{
    /// <summary>The promise of good.</summary>
    public const double MaxWrongOfGood = 0.1;

    /// <summary>Fewer good ones than this tell nothing.</summary>
    private const int MinGood = 10;

    /// <summary>Of the captioner's sentences; never below what is spoken at all.</summary>
    /// <param name="parent">The parent's numbers.</param>
    /// <param name="own">The captioner's sentences by folds; null where their head is the parent's.</param>
    /// <returns>The threshold, and how many are good there and how many of them wrong.</returns>
    public static ChosenThreshold Good(QualityParameters parent, FoldScores? own) =>
        Good(parent.Good, new[] { parent.Speak, parent.Refuse, parent.RefuseGiven }.Max(), own);

    /// <summary>Of any words.</summary>
    /// <param name="before">The parent's threshold.</param>
    /// <param name="least">It is never below.</param>
    /// <param name="folds">The words by folds; null where their head is the parent's.</param>
    /// <returns>The threshold, and how many are good there and how many of them wrong.</returns>
    public static ChosenThreshold Good(double before, double least, FoldScores? folds)
    {
        if (folds is null)
            return new ChosenThreshold(before, 0, 0);
        for (var thousandth = (int)Math.Ceiling(least * 1000); thousandth <= 1000; thousandth++)
        {
            var at = At(folds, thousandth / 1000.0);
            if (at.Given >= MinGood && at.Wrong <= MaxWrongOfGood * at.Given)
                return at;
        }

        return At(folds, 1); // no score is sure enough
    }

    public static ChosenThreshold At(FoldScores folds, double threshold)
    {
        var given = Enumerable.Range(0, folds.Scores.Count).Where(i => folds.Scores[i] >= threshold).ToList();
        return new ChosenThreshold(threshold, given.Count, given.Count(i => !folds.Examples[i].IsRight));
    }
}

/// <summary>A threshold and what it keeps.</summary>
/// <param name="Threshold">The score.</param>
/// <param name="Given">Words at or above it; 0 where it is the parent's.</param>
/// <param name="Wrong">Wrong ones among them.</param>
public sealed record ChosenThreshold(double Threshold, int Given, int Wrong);
