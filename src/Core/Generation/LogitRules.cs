namespace Serverless.Core.Generation;

/// <summary>
/// The rules of transformers' logits processors, in its order: repetition, repeated n-grams, minimum length, forced start, forced end,
/// suppressed. Greedy search applies them to logits, beam search to log-probabilities.
/// </summary>
internal static class LogitRules
{
    /// <param name="scores">[vocabulary] changed in place.</param>
    /// <param name="sequence">The ids so far, start token included.</param>
    /// <param name="options">The options in force.</param>
    public static void Apply(Span<float> scores, ReadOnlySpan<int> sequence, GenerationOptions options)
    {
        if (options.RepetitionPenalty != 1)
            PenalizeRepetition(scores, sequence, options.RepetitionPenalty);
        if (options.NoRepeatNgramSize > 0)
            ForbidRepeatedNgrams(scores, sequence, options.NoRepeatNgramSize);
        if (sequence.Length < options.MinLength)
            Forbid(scores, options.EndTokenIds);
        if (sequence.Length == 1 && options.ForcedStartTokenId is { } start)
            Force(scores, start);
        if (sequence.Length == options.MaxLength - 1 && options.ForcedEndTokenId is { } end)
            Force(scores, end);
        Forbid(scores, options.SuppressedTokenIds);
        if (sequence.Length == 1)
            Forbid(scores, options.SuppressedAtStartTokenIds);
    }

    /// <summary>Each token once, however often it occurs (Keskar et al. 2019, CTRL).</summary>
    private static void PenalizeRepetition(Span<float> scores, ReadOnlySpan<int> sequence, float penalty)
    {
        for (var i = 0; i < sequence.Length; i++)
        {
            var token = sequence[i];
            if (sequence[..i].Contains(token))
                continue;
            scores[token] = scores[token] < 0 ? scores[token] * penalty : scores[token] / penalty;
        }
    }

    private static void ForbidRepeatedNgrams(Span<float> scores, ReadOnlySpan<int> sequence, int size)
    {
        if (sequence.Length + 1 < size)
            return;
        var tail = sequence[(sequence.Length - size + 1)..];
        for (var at = 0; at + size <= sequence.Length; at++)
        {
            if (sequence.Slice(at, size - 1).SequenceEqual(tail))
                scores[sequence[at + size - 1]] = float.NegativeInfinity;
        }
    }

    private static void Forbid(Span<float> scores, IReadOnlyList<int> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
            scores[tokens[i]] = float.NegativeInfinity;
    }

    private static void Force(Span<float> scores, int token)
    {
        scores.Fill(float.NegativeInfinity);
        scores[token] = 0;
    }
}
