using System.Globalization;
using System.Text;

namespace Serverless.Archives.Sharding;

/// <summary>
/// One share of an archive. It depends on the pictures' names alone, so a retry keeps its share when new pictures come.
/// </summary>
/// <param name="Index">From 0, below <paramref name="Count"/>.</param>
/// <param name="Count">Number of shares, at least 1.</param>
public sealed record Shard(int Index, int Count)
{
    private const int MaxShards = 100_000;

    /// <summary>Everything.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>Reads "2/7": the third of seven.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null where it is none.</returns>
    public static Shard? Parse(string text)
    {
        var parts = text.Split('/');
        return
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index < count
            && count <= MaxShards
            ? new Shard(index, count)
            : null;
    }

    /// <summary>Whether a picture is in this share.</summary>
    /// <param name="name">Its key below the archive's folder.</param>
    public bool Holds(string name) => Count == 1 || (int)(Hash(name) % (ulong)Count) == Index;

    /// <summary>FNV-1a, 64 bits, over UTF-8 (draft-eastlake-fnv): the same on every machine and for ever.</summary>
    /// <param name="name">The text.</param>
    public static ulong Hash(string name)
    {
        var hash = 14_695_981_039_346_656_037;
        foreach (var part in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ part) * 1_099_511_628_211;
        return hash ^ (hash >> 32); // its low bits alone mix little
    }

    /// <summary>"00002-of-00007": sorts, and stands in names.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Index:D5}-of-{Count:D5}");
}
