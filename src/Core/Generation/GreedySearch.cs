using System.Numerics.Tensors;

namespace Serverless.Core.Generation;

/// <summary>The likeliest token at each step; the lower id among equals.</summary>
internal sealed class GreedySearch(GenerationOptions options, int vocabularySize) : ISequenceSearch
{
    private readonly List<int> _ids = [options.StartTokenId];
    private readonly List<float> _logProbabilities = [];
    private readonly float[] _scores = new float[vocabularySize];

    public bool IsFinished { get; private set; }

    public int Rows => 1;

    public (int Token, int Parent) Row(int row) => (_ids[^1], 0);

    public void Advance(ReadOnlySpan<float> logits)
    {
        var normalizer = LogSoftmax.Normalizer(logits, _scores);
        logits.CopyTo(_scores);
        LogitRules.Apply(_scores, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids), options);
        var token = TensorPrimitives.IndexOfMax<float>(_scores);
        _ids.Add(token);
        _logProbabilities.Add(logits[token] - normalizer);
        IsFinished = options.EndTokenIds.Contains(token) || _ids.Count >= options.MaxLength;
    }

    public IReadOnlyList<Hypothesis> Results() => [new Hypothesis(_ids, _logProbabilities.Sum(), _logProbabilities)];
}
