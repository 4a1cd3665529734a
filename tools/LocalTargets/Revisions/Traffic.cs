namespace Serverless.LocalTargets.Revisions;

/// <summary>Who gets how much. Replaced as a whole; the version grows with every change.</summary>
/// <param name="Weights">Percent by revision; empty before the first traffic and after the last.</param>
/// <param name="Version">From 0.</param>
internal sealed record Traffic(IReadOnlyDictionary<string, int> Weights, long Version)
{
    public static Traffic None { get; } = new(new Dictionary<string, int>(), 0);

    /// <summary>How requests are spread by it; begins anew with every change.</summary>
    public WeightedChooser Chooser { get; } = new(Weights);

    public int Of(string id) => Weights.GetValueOrDefault(id);

    /// <summary>The same without one revision: its share goes to the others in proportion, so that the sum stays 100.</summary>
    public Traffic Without(string id)
    {
        if (!Weights.ContainsKey(id))
            return this;
        var others = Weights.Where(pair => pair.Key != id).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        var sum = others.Sum(pair => pair.Value);
        if (sum == 0)
            return new Traffic(new Dictionary<string, int>(), Version + 1);
        var weights = others.ToDictionary(pair => pair.Key, pair => pair.Value * 100 / sum);
        var largest = others.MaxBy(pair => pair.Value).Key;
        weights[largest] += 100 - weights.Values.Sum(); // what rounding left over
        return new Traffic(weights, Version + 1);
    }
}
