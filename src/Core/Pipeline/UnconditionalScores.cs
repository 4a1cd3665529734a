using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Serverless.Core.Inference;

namespace Serverless.Core.Pipeline;

/// <summary>
/// The captioner's log-probability of texts without a picture. It does not depend on the picture, and the same texts recur: common
/// captions of a host, the same text scored for many pictures. Cached by token ids, some megabytes at most.
/// </summary>
internal sealed class UnconditionalScores(CaptionModel captioner)
{
    private const int MaxCached = 8_192,
        MaxCachedTokens = 96;

    private readonly ConcurrentDictionary<string, float> _cache = new(StringComparer.Ordinal);

    /// <summary>Mean log-probability of each sequence, nats a token.</summary>
    /// <param name="sequences">Token ids, start token included.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public IReadOnlyList<float?> Of(IReadOnlyList<IReadOnlyList<int>> sequences, CancellationToken cancellationToken)
    {
        var keys = sequences.Select(KeyOf).ToList();
        var means = keys.Select(key => _cache.TryGetValue(key, out var mean) ? mean : (float?)null).ToArray();
        var missing = Enumerable.Range(0, means.Length).Where(i => means[i] is null).ToList();
        if (missing.Count == 0)
            return means;
        var found = captioner.LogProbabilities(null, [.. missing.Select(i => sequences[i])], cancellationToken);
        for (var i = 0; i < missing.Count; i++)
        {
            means[missing[i]] = found[i].Average();
            if (sequences[missing[i]].Count > MaxCachedTokens)
                continue;
            if (_cache.Count >= MaxCached)
                _cache.Clear();
            _cache[keys[missing[i]]] = means[missing[i]]!.Value;
        }

        return means;
    }

    private static string KeyOf(IReadOnlyList<int> sequence) => new(MemoryMarshal.Cast<int, char>(sequence.ToArray()));
}
