namespace Serverless.Core.Generation;

/// <summary>When a beam search may stop.</summary>
public enum EarlyStopping
{
    /// <summary>When the best open beam, at its current length, is no better than the worst finished one.</summary>
    WhenNoBetter,

    /// <summary>As soon as enough beams are finished.</summary>
    WhenEnough,

    /// <summary>When no open beam could become better than the worst finished one ("never" in transformers).</summary>
    WhenImpossible,
}

/// <summary>
/// Decoding options with the meaning of Hugging Face transformers 4.57's <c>GenerationConfig</c>. Lengths count the start token.
/// </summary>
public sealed record GenerationOptions
{
    /// <summary>Beams; 1 is greedy search. Default 1.</summary>
    public int NumBeams { get; init; } = 1;

    /// <summary>Hypotheses to give, at most <see cref="NumBeams"/>. Default 1.</summary>
    public int NumReturnSequences { get; init; } = 1;

    /// <summary>Most tokens, start token included. Default 20.</summary>
    public int MaxLength { get; init; } = 20;

    /// <summary>The end token is forbidden before this many tokens. Default 0.</summary>
    public int MinLength { get; init; }

    /// <summary>
    /// A finished beam's sum of log-probabilities is divided by its generated length to this power. Ignored by greedy search. Default 1.
    /// </summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>When to stop. Ignored by greedy search.</summary>
    public EarlyStopping EarlyStopping { get; init; }

    /// <summary>No run of this many tokens occurs twice; 0 allows all. Default 0.</summary>
    public int NoRepeatNgramSize { get; init; }

    /// <summary>Divides positive and multiplies negative scores of tokens already there; 1 changes nothing. Default 1.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>The first token given to the decoder.</summary>
    public required int StartTokenId { get; init; }

    /// <summary>Tokens that end a caption; usually one.</summary>
    public required IReadOnlyList<int> EndTokenIds { get; init; }

    /// <summary>The token forced right behind the start token, if any.</summary>
    public int? ForcedStartTokenId { get; init; }

    /// <summary>The token forced at the last place, if any.</summary>
    public int? ForcedEndTokenId { get; init; }

    /// <summary>Tokens never generated.</summary>
    public IReadOnlyList<int> SuppressedTokenIds { get; init; } = [];

    /// <summary>Tokens not generated right behind the start token.</summary>
    public IReadOnlyList<int> SuppressedAtStartTokenIds { get; init; } = [];

    /// <summary>What is wrong with these options, null when nothing is.</summary>
    /// <param name="vocabularySize">Number of token ids.</param>
    public string? Validate(int vocabularySize)
    {
        if (NumBeams < 1)
            return "num_beams must be at least 1";
        if (NumReturnSequences < 1 || NumReturnSequences > NumBeams)
            return "num_return_sequences must be from 1 to num_beams";
        if (MaxLength < 2)
            return "max_length must be at least 2";
        if (MinLength < 0 || MinLength > MaxLength)
            return "min_length must be from 0 to max_length";
        if (NoRepeatNgramSize < 0)
            return "no_repeat_ngram_size must not be negative";
        if (!(RepetitionPenalty > 0))
            return "repetition_penalty must be positive";
        if (!double.IsFinite(LengthPenalty))
            return "length_penalty must be finite";
        if (EndTokenIds.Count == 0)
            return "eos_token_id is missing";
        int?[] single = [StartTokenId, ForcedStartTokenId, ForcedEndTokenId];
        var ids = EndTokenIds.Concat(SuppressedTokenIds).Concat(SuppressedAtStartTokenIds).Concat(single.OfType<int>());
        return ids.Any(id => id < 0 || id >= vocabularySize) ? $"a token id lies outside the vocabulary of {vocabularySize}" : null;
    }
}
