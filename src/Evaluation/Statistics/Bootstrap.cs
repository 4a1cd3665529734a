namespace Serverless.Evaluation.Statistics;

/// <summary>Percentile intervals by resampling whole pictures (Efron 1979), so that judgements of one picture stay together.</summary>
public static class Bootstrap
{
    private const double Tail = 0.025;

    /// <summary>A statistic with its 95 % interval.</summary>
    /// <param name="groups">How many pictures.</param>
    /// <param name="rounds">How many resamples.</param>
    /// <param name="statistic">From the indices of the pictures drawn, repeats included, to a value; null where it is not defined.</param>
    /// <returns>The value over all pictures, and the interval; null where the value is not defined.</returns>
    public static Interval? Of(int groups, int rounds, Func<IReadOnlyList<int>, double?> statistic)
    {
        if (statistic([.. Enumerable.Range(0, groups)]) is not { } value)
            return null;
        var random = new Random(20261121); // the same draws for every statistic and every run
        var drawn = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var sample = new int[groups];
            for (var i = 0; i < groups; i++)
                sample[i] = random.Next(groups);
            if (statistic(sample) is { } one)
                drawn.Add(one);
        }

        if (drawn.Count == 0)
            return new Interval(value, value, value);
        drawn.Sort();
        return new Interval(value, drawn[(int)(Tail * (drawn.Count - 1))], drawn[(int)Math.Ceiling((1 - Tail) * (drawn.Count - 1))]);
    }
}

/// <summary>A value and its 95 % interval.</summary>
/// <param name="Value">Over all pictures.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record Interval(double Value, double Low, double High);
