namespace Serverless.Monitoring.Testing;

/// <summary>
/// What the distance of a window from a reference is where nothing has moved: both drawn again and again from the same shares, in the
/// sizes that they have, since the reference is a sample too. Larger samples than <see cref="MaxDrawn"/> are drawn in that size, and the
/// distance is scaled: it falls with the sum of one over each size.
/// </summary>
internal sealed class NullDistribution
{
    /// <summary>Draws; the smallest p-value is one over one more.</summary>
    public const int Draws = 4_000;

    /// <summary>Most values of a drawn sample.</summary>
    public const int MaxDrawn = 1_000;

    private readonly double[] _distances = new double[Draws];
    private readonly double _scale;
    private readonly double _stability;

    /// <param name="shares">[groups] shares of the reference.</param>
    /// <param name="reference">Size of the reference.</param>
    /// <param name="window">Size of the window.</param>
    /// <param name="random">Draws.</param>
    public NullDistribution(IReadOnlyList<double> shares, long reference, long window, Random random)
    {
        var (drawnReference, drawnWindow) = ((int)Math.Min(reference, MaxDrawn), (int)Math.Min(window, MaxDrawn));
        _scale = (1.0 / reference + 1.0 / window) / (1.0 / drawnReference + 1.0 / drawnWindow);
        var bounds = new double[shares.Count];
        for (var i = 0; i < shares.Count; i++)
            bounds[i] = shares[i] + (i > 0 ? bounds[i - 1] : 0);
        double[] one = new double[shares.Count],
            other = new double[shares.Count];
        double stability = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            Draw(bounds, drawnReference, one, random);
            Draw(bounds, drawnWindow, other, random);
            _distances[draw] = Drift.JensenShannon(one, other);
            stability += Drift.Stability(one, other);
        }

        Array.Sort(_distances);
        _stability = stability / Draws;
    }

    /// <summary>The mean stability index where nothing has moved.</summary>
    public double Stability => _stability * _scale;

    /// <summary>How likely a distance at least as large is where nothing has moved; never 0.</summary>
    /// <param name="distance">Jensen-Shannon divergence in nats.</param>
    public double PValueOf(double distance)
    {
        var place = Array.BinarySearch(_distances, distance / _scale);
        if (place < 0)
            place = ~place;
        while (place > 0 && _distances[place - 1] >= distance / _scale)
            place--;
        return (1.0 + Draws - place) / (1.0 + Draws);
    }

    private static void Draw(double[] bounds, int size, double[] counts, Random random)
    {
        Array.Clear(counts);
        for (var i = 0; i < size; i++)
        {
            var value = random.NextDouble();
            var group = 0;
            while (group < bounds.Length - 1 && value >= bounds[group])
                group++;
            counts[group]++;
        }
    }
}
