using Serverless.Monitoring.Counting;

namespace Serverless.Monitoring.Testing;

/// <summary>
/// Counts of a reference and of a window side by side, in few groups. Numbers are grouped near the deciles of the reference, what lies
/// beyond all of it in groups of its own; of categories those that hold a fiftieth of the reference stand for themselves.
/// </summary>
/// <param name="Labels">[groups] what people call them.</param>
/// <param name="Reference">[groups] counts.</param>
/// <param name="Window">[groups] counts.</param>
internal sealed record Groups(IReadOnlyList<string> Labels, double[] Reference, double[] Window)
{
    private const double Decile = 0.1,
        MinCategory = 0.02;

    public double ReferenceTotal => Reference.Sum();

    public double WindowTotal => Window.Sum();

    /// <summary>Of a number.</summary>
    public static Groups Of(NumericSketch reference, NumericSketch window)
    {
        var edges = EdgesOf(reference);
        var (labels, expected, actual) = (new List<string>(), new List<double>(), new List<double>());
        for (var i = 0; i + 1 < edges.Count; i++)
        {
            labels.Add(LabelOf(reference.Statistic, edges[i], edges[i + 1]));
            expected.Add(Sum(reference, edges[i], edges[i + 1]));
            actual.Add(Sum(window, edges[i], edges[i + 1]));
        }

        return new Groups(labels, [.. expected], [.. actual]);
    }

    /// <summary>Of a category.</summary>
    /// <param name="reference">Counts of the reference by name.</param>
    /// <param name="window">Counts of the window by name.</param>
    public static Groups Of(IReadOnlyDictionary<string, long> reference, IReadOnlyDictionary<string, long> window)
    {
        var total = (double)reference.Values.Sum();
        var own = reference
            .Where(one => one.Key != TrafficSketch.OtherName && one.Value >= MinCategory * total)
            .OrderByDescending(one => one.Value)
            .ThenBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => one.Key)
            .ToList();
        return new Groups([.. own, "others"], CountsOf(reference), CountsOf(window));

        double[] CountsOf(IReadOnlyDictionary<string, long> counts)
        {
            var kept = own.Select(name => (double)counts.GetValueOrDefault(name)).ToList();
            return [.. kept, counts.Values.Sum() - kept.Sum()];
        }
    }

    /// <summary>Bins at which groups begin, the end of the last one after them.</summary>
    private static List<int> EdgesOf(NumericSketch reference)
    {
        var counts = reference.Counts;
        var first = 0;
        while (first < counts.Count && counts[first] == 0)
            first++;
        var last = counts.Count - 1;
        while (last > first && counts[last] == 0)
            last--;
        List<int> edges = first > 0 ? [0, first] : [0];
        double sum = 0,
            left = reference.Count;
        for (var bin = first; bin <= last; bin++)
        {
            sum += counts[bin];
            left -= counts[bin];
            var isFull = sum >= Decile * reference.Count && left >= Decile * reference.Count / 2; // the last one is no sliver
            if (!isFull && bin != last)
                continue;
            edges.Add(bin + 1);
            sum = 0;
        }

        if (edges[^1] < counts.Count)
            edges.Add(counts.Count);
        return edges;
    }

    private static double Sum(NumericSketch sketch, int from, int to)
    {
        long sum = 0;
        for (var bin = from; bin < to; bin++)
            sum += sketch.Counts[bin];
        return sum;
    }

    private static string LabelOf(NumericStatistic statistic, int from, int to)
    {
        var (low, high) = (statistic.Show(statistic.EdgeOf(from)), statistic.Show(statistic.EdgeOf(to)));
        return from == 0 ? $"below {high}"
            : to == statistic.Bins ? $"from {low}"
            : $"{low} to {high}";
    }
}
