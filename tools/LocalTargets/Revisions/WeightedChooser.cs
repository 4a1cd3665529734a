namespace Serverless.LocalTargets.Revisions;

/// <summary>
/// Smooth weighted round robin, as nginx has it: each candidate's credit grows by its weight, the largest is chosen (of equal ones the
/// first by id, ordinal) and pays the sum of the weights. Within each run of as many choices as the weights' sum, every id is chosen
/// exactly as often as its weight, evenly spread, as long as the candidates stay the same. Not safe for several threads at once.
/// </summary>
internal sealed class WeightedChooser
{
    private readonly (string Id, int Weight)[] _weights;
    private readonly int[] _credits;

    /// <param name="weights">Weight by id, each 0 or more.</param>
    public WeightedChooser(IReadOnlyDictionary<string, int> weights)
    {
        var divisor = weights.Values.Aggregate(0, GreatestCommonDivisor);
        _weights =
        [
            .. weights
                .Where(pair => pair.Value > 0)
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, pair.Value / divisor)),
        ];
        _credits = new int[_weights.Length];
    }

    /// <summary>The next one.</summary>
    /// <param name="isCandidate">Which ids can be chosen now.</param>
    /// <returns>Null where no candidate has a weight.</returns>
    public string? Next(Func<string, bool> isCandidate)
    {
        var (best, total) = (-1, 0);
        for (var i = 0; i < _weights.Length; i++)
        {
            if (!isCandidate(_weights[i].Id))
                continue;
            _credits[i] += _weights[i].Weight;
            total += _weights[i].Weight;
            if (best < 0 || _credits[i] > _credits[best])
                best = i;
        }

        if (best < 0)
            return null;
        _credits[best] -= total;
        return _weights[best].Id;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
