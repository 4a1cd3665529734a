namespace Serverless.Monitoring.Testing;

/// <summary>Control of the false-discovery rate over several tests (Benjamini and Hochberg 1995).</summary>
internal static class FalseDiscovery
{
    /// <param name="values">[tests] p-values.</param>
    /// <param name="rate">Most of the discoveries that may be false, 0 to 1.</param>
    /// <returns>[tests] whether each is a discovery.</returns>
    public static bool[] Find(IReadOnlyList<double> values, double rate)
    {
        var sorted = values.Order().ToList();
        var last = sorted.FindLastIndex(value => value <= rate * (sorted.LastIndexOf(value) + 1) / sorted.Count);
        return [.. values.Select(value => last >= 0 && value <= sorted[last])];
    }
}
