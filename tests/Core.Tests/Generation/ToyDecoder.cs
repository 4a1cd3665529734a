using Serverless.Core.Generation;

namespace Serverless.Core.Tests.Generation;

/// <summary>
/// A decoder written as a function from the tokens so far to log-probabilities; keeps the rows as a model keeps its cache.
/// </summary>
internal sealed class ToyDecoder(int vocabularySize, int start, Func<int, IReadOnlyList<int>, float[]> next) : IDecoderStep
{
    private List<(int Picture, List<int> Ids)> _rows = [];
    private float[] _logits = [];

    public int VocabularySize => vocabularySize;

    /// <summary>The logits behind the tokens so far of a picture.</summary>
    public float[] Next(int picture, IReadOnlyList<int> ids) => next(picture, ids);

    public int Steps { get; private set; }

    public ReadOnlySpan<float> Extend(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rows = new List<(int Picture, List<int> Ids)>();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (Steps == 0)
                rows.Add((parents[i], [start]));
            else
                rows.Add((_rows[parents[i]].Picture, [.. _rows[parents[i]].Ids, tokens[i]]));
        }

        _rows = rows;
        Steps++;
        _logits = [.. _rows.SelectMany(row => next(row.Picture, row.Ids))];
        return _logits;
    }

    /// <summary>A reproducible table of random log-probabilities for every run of tokens.</summary>
    public static ToyDecoder Random(int vocabularySize, int seed) =>
        new(
            vocabularySize,
            0,
            (picture, ids) =>
            {
                var random = new Random(ids.Aggregate((seed * 31) + picture, (hash, id) => unchecked((hash * 1_000_003) + id + 1)));
                var logits = Enumerable.Range(0, vocabularySize).Select(_ => (float)(random.NextDouble() * 4)).ToArray();
                var normalizer = MathF.Log(logits.Sum(MathF.Exp));
                return [.. logits.Select(logit => logit - normalizer)];
            }
        );
}
