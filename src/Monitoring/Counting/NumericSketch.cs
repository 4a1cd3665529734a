namespace Serverless.Monitoring.Counting;

/// <summary>
/// Counts and moments of a number. Sums are whole millionths, so that merging gives the same in every order. Not safe for use by several
/// threads.
/// </summary>
/// <param name="statistic">What is counted.</param>
public sealed class NumericSketch(NumericStatistic statistic)
{
    private const double Unit = 1e-6;

    private readonly long[] _counts = new long[statistic.Bins];

    /// <summary>What is counted.</summary>
    public NumericStatistic Statistic => statistic;

    /// <summary>How many values.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of the values in millionths, each kept within the grid.</summary>
    public long Sum { get; private set; }

    /// <summary>Sum of their squares in millionths.</summary>
    public long Squares { get; private set; }

    /// <summary>[<see cref="NumericStatistic.Bins"/>] values by bin.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>The mean; 0 without values.</summary>
    public double Mean => Count > 0 ? Sum * Unit / Count : 0;

    /// <summary>The standard deviation; 0 without values.</summary>
    public double Deviation => Count > 0 ? Math.Sqrt(Math.Max(0, (Squares * Unit / Count) - (Mean * Mean))) : 0;

    /// <summary>Adds a value; one that is no number is passed over.</summary>
    /// <param name="value">The value.</param>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
            return;
        var kept = Math.Clamp(value, statistic.Low, statistic.High);
        _counts[statistic.BinOf(kept)]++;
        Count++;
        Sum += (long)Math.Round(kept / Unit);
        Squares += (long)Math.Round(kept * kept / Unit);
    }

    /// <summary>Adds what another one counted of the same number.</summary>
    /// <param name="other">The other.</param>
    public void Merge(NumericSketch other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        Sum += other.Sum;
        Squares += other.Squares;
    }

    /// <summary>The value below which a share of the values lies, as far as bins tell; <see cref="NumericStatistic.Low"/> without
    /// values.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        var wanted = share * Count;
        double seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0 && seen + _counts[i] >= wanted)
                return statistic.EdgeOf(i) + (statistic.Width * Math.Max(0, wanted - seen) / _counts[i]);
            seen += _counts[i];
        }

        return statistic.Low;
    }

    /// <summary>Share of the values in the bins from a value on; 0 without values.</summary>
    /// <param name="value">The value.</param>
    public double ShareFrom(double value) => Count > 0 ? (double)_counts.Skip(statistic.BinOf(value)).Sum() / Count : 0;

    /// <summary>As it is stored: bins without values are left out.</summary>
    internal NumberDocument ToDocument() =>
        new(
            Count,
            Sum,
            Squares,
            new SortedDictionary<int, long>(_counts.Index().Where(bin => bin.Item > 0).ToDictionary(bin => bin.Index, bin => bin.Item))
        );

    /// <summary>Reads what was stored.</summary>
    /// <returns>Null where it is damaged.</returns>
    internal static NumericSketch? Of(NumericStatistic statistic, NumberDocument document)
    {
        var sketch = new NumericSketch(statistic);
        foreach (var (bin, count) in document.Bins)
        {
            if (bin < 0 || bin >= statistic.Bins || count < 0)
                return null;
            sketch._counts[bin] = count;
        }

        (sketch.Count, sketch.Sum, sketch.Squares) = (document.Count, document.Sum, document.Squares);
        return sketch._counts.Sum() == document.Count && document.Squares >= 0 ? sketch : null;
    }
}
