using System.Numerics.Tensors;

namespace Serverless.Core.Generation;

/// <summary>
/// Beam search over one picture with the semantics of transformers since its 2025 rewrite: each step keeps 2 x beams candidates, only
/// those among the first half may finish, and a beam cut by the length counts as finished. Ties go to the lower beam, then to the lower
/// token id.
/// </summary>
internal sealed class BeamSearch : ISequenceSearch
{
    /// <summary>Stands for "not there": low enough to lose, finite so that it still adds up.</summary>
    private const float Unreachable = -1e9f;

    private readonly GenerationOptions _options;
    private readonly int _vocabularySize;
    private readonly float[] _scores;
    private readonly float[] _normalizers;
    private readonly TopCandidates _candidates;
    private readonly TopCandidates _open;
    private readonly List<Finished> _finished = [];
    private Beam[] _beams;
    private Beam[] _next;
    private bool _isImprovable = true;
    private int _length = 1;

    public BeamSearch(GenerationOptions options, int vocabularySize)
    {
        _options = options;
        _vocabularySize = vocabularySize;
        _scores = new float[vocabularySize];
        _normalizers = new float[options.NumBeams];
        _candidates = new TopCandidates(2 * options.NumBeams);
        _open = new TopCandidates(options.NumBeams);
        _beams = MakeBeams();
        _next = MakeBeams();
        for (var beam = 1; beam < _beams.Length; beam++)
            _beams[beam].Total = Unreachable;
    }

    public bool IsFinished { get; private set; }

    public int Rows => _length == 1 ? 1 : _beams.Length;

    public (int Token, int Parent) Row(int row) => (_beams[row].Ids[_length - 1], _beams[row].Parent);

    public void Advance(ReadOnlySpan<float> logits)
    {
        Rank(logits);
        _length++;
        Finish(logits);
        Continue(logits);
        var best =
            _beams[0].Total
            / Divisor(
                _options.EarlyStopping == EarlyStopping.WhenImpossible && _options.LengthPenalty > 0 ? _options.MaxLength - 1 : _length - 1
            );
        var worst = _finished.Count == _beams.Length ? _finished[^1].Score : Unreachable;
        _isImprovable &= best > worst;
        IsFinished = !_isImprovable || HasEnoughHypotheses || AllEnded();
    }

    public IReadOnlyList<Hypothesis> Results() =>
        [
            .. _finished
                .Take(_options.NumReturnSequences)
                .Where((done, rank) => rank == 0 || done.Score > Unreachable / 2)
                .Select(done => new Hypothesis(done.Ids, done.Score, done.LogProbabilities)),
        ];

    private bool HasEnoughHypotheses => _finished.Count == _beams.Length && _options.EarlyStopping == EarlyStopping.WhenEnough;

    private Beam[] MakeBeams()
    {
        var beams = new Beam[_options.NumBeams];
        for (var beam = 0; beam < beams.Length; beam++)
        {
            beams[beam] = new Beam { Ids = new int[_options.MaxLength], LogProbabilities = new float[_options.MaxLength] };
            beams[beam].Ids[0] = _options.StartTokenId;
        }

        return beams;
    }

    private void Rank(ReadOnlySpan<float> logits)
    {
        _candidates.Clear();
        for (var beam = 0; beam < _beams.Length; beam++)
        {
            var row = RowOf(logits, beam);
            _normalizers[beam] = LogSoftmax.Normalizer(row, _scores);
            TensorPrimitives.Subtract(row, _normalizers[beam], _scores);
            LogitRules.Apply(_scores, _beams[beam].Ids.AsSpan(0, _length), _options);
            TensorPrimitives.Add(_scores, _beams[beam].Total, _scores);
            for (var token = 0; token < _scores.Length; token++)
            {
                if (_scores[token] > _candidates.Threshold || _candidates.Count < 2 * _beams.Length)
                    _candidates.Offer(_scores[token], beam, token);
            }
        }
    }

    private ReadOnlySpan<float> RowOf(ReadOnlySpan<float> logits, int beam) =>
        logits.Slice(logits.Length == _vocabularySize ? 0 : beam * _vocabularySize, _vocabularySize);

    /// <summary>
    /// Moves ended candidates among the first half to the finished, which stay sorted; the earlier among equals stays ahead.
    /// </summary>
    private void Finish(ReadOnlySpan<float> logits)
    {
        if (!_isImprovable || HasEnoughHypotheses)
            return;
        var divisor = Divisor(_length - 1);
        foreach (var candidate in _candidates.Items[..Math.Min(_beams.Length, _candidates.Count)])
        {
            if (!HasEnded(candidate))
                continue;
            var score = candidate.Score / divisor;
            var at = _finished.Count;
            while (at > 0 && score > _finished[at - 1].Score)
                at--;
            if (at >= _beams.Length)
                continue;
            var beam = _beams[candidate.Beam];
            _finished.Insert(
                at,
                new Finished(
                    score,
                    [.. beam.Ids.AsSpan(0, _length - 1), candidate.Token],
                    [.. beam.LogProbabilities.AsSpan(0, _length - 2), LogProbability(logits, candidate)]
                )
            );
            if (_finished.Count > _beams.Length)
                _finished.RemoveAt(_finished.Count - 1);
        }
    }

    /// <summary>The best candidates that have not ended become the beams; ended ones fall far behind and only fill up.</summary>
    private void Continue(ReadOnlySpan<float> logits)
    {
        _open.Clear();
        foreach (var candidate in _candidates.Items)
            _open.Offer(candidate.Score + (HasEnded(candidate) ? Unreachable : 0), candidate.Beam, candidate.Token);
        for (var i = 0; i < _open.Count; i++)
        {
            var candidate = _open.Items[i];
            var (old, made) = (_beams[candidate.Beam], _next[i]);
            old.Ids.AsSpan(0, _length - 1).CopyTo(made.Ids);
            old.LogProbabilities.AsSpan(0, _length - 2).CopyTo(made.LogProbabilities);
            made.Ids[_length - 1] = candidate.Token;
            made.LogProbabilities[_length - 2] = LogProbability(logits, candidate);
            made.Total = candidate.Score;
            made.Parent = logits.Length == _vocabularySize ? 0 : candidate.Beam;
        }

        (_beams, _next) = (_next, _beams);
    }

    /// <summary>The model's own, before the rules.</summary>
    private float LogProbability(ReadOnlySpan<float> logits, Candidate candidate) =>
        RowOf(logits, candidate.Beam)[candidate.Token] - _normalizers[candidate.Beam];

    private bool HasEnded(Candidate candidate) => _length >= _options.MaxLength || _options.EndTokenIds.Contains(candidate.Token);

    private bool AllEnded()
    {
        foreach (var candidate in _candidates.Items)
        {
            if (!HasEnded(candidate))
                return false;
        }

        return true;
    }

    private float Divisor(int generated) => (float)Math.Pow(generated, _options.LengthPenalty);

    private sealed class Beam
    {
        public required int[] Ids { get; init; }

        public required float[] LogProbabilities { get; init; }

        public float Total { get; set; }

        public int Parent { get; set; }
    }

    private sealed record Finished(float Score, int[] Ids, float[] LogProbabilities);
}
