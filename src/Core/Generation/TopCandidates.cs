using System.Runtime.InteropServices;

namespace Serverless.Core.Generation;

/// <summary>The largest scores seen, best first; among equals the one offered first. Holds no more than it was made for.</summary>
internal sealed class TopCandidates(int capacity)
{
    private readonly Candidate[] _items = new Candidate[capacity];

    public int Count { get; private set; }

    /// <summary>A score must be above this to be taken.</summary>
    public float Threshold => Count < _items.Length ? float.NegativeInfinity : _items[^1].Score;

    public ReadOnlySpan<Candidate> Items => _items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>
    /// Offers one; scores come in the order that breaks ties. Minus infinity fills free places, so that there are always candidates
    /// enough.
    /// </summary>
    public void Offer(float score, int beam, int token)
    {
        if (Count == _items.Length && !(score > _items[^1].Score))
            return;
        var at = Count < _items.Length ? Count++ : Count - 1;
        for (; at > 0 && score > _items[at - 1].Score; at--)
            _items[at] = _items[at - 1];
        _items[at] = new Candidate(score, beam, token);
    }
}

/// <summary>A beam extended by a token.</summary>
/// <param name="Score">Sum of log-probabilities after the rules.</param>
/// <param name="Beam">The beam it extends.</param>
/// <param name="Token">The token.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(float Score, int Beam, int Token);
