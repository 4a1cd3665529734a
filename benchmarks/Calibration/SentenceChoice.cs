namespace Serverless.Benchmarks.Calibration;

/// <summary>
/// Which of the captioner's sentences is spoken, by scores fitted on other pictures; as <c>QualityFormula.Choose</c> does.
/// </summary>
internal static class SentenceChoice
{
    /// <summary>
    /// By how much another sentence must be better than the captioner's likeliest. Chosen on flickr8k-dev: without a margin BLEU falls,
    /// since the score knows nothing of style.
    /// </summary>
    public const double Margin = 0.05;

    /// <param name="observations">All sentences of all pictures.</param>
    /// <param name="scores">[observations].</param>
    /// <returns>[observations] true for one of each picture.</returns>
    public static bool[] Of(IReadOnlyList<Observation> observations, double[] scores)
    {
        var isSpoken = new bool[observations.Count];
        foreach (var beams in Enumerable.Range(0, observations.Count).GroupBy(i => observations[i].Picture))
        {
            var best = beams.MaxBy(i => scores[i]);
            var first = beams.MinBy(i => observations[i].Beam);
            isSpoken[scores[best] > scores[first] + Margin ? best : first] = true;
        }

        return isSpoken;
    }
}
