namespace Serverless.Core.Tokenization;

/// <summary>Text to token ids and back, with the results of Hugging Face's tokenizers.</summary>
public interface ITokenizer
{
    /// <summary>Number of ids, added tokens included.</summary>
    int VocabularySize { get; }

    /// <summary>Encodes a text. Special tokens written in it become their ids.</summary>
    /// <param name="text">Any text; unpaired surrogates become U+FFFD.</param>
    /// <param name="addSpecialTokens">Whether the model's frame (for example <c>&lt;s&gt; … &lt;/s&gt;</c>) is put around it.</param>
    /// <param name="cancellationToken">Ends the encoding early. Its time grows as n log n with the text, whatever the text.</param>
    /// <returns>The ids, never truncated.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    IReadOnlyList<int> Encode(string text, bool addSpecialTokens = true, CancellationToken cancellationToken = default);

    /// <summary>Encodes two texts as one input of a pair model.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    /// <param name="cancellationToken">Ends the encoding early.</param>
    /// <returns>Ids with the frame of a pair, and the segment (0 or 1) of each.</returns>
    /// <exception cref="NotSupportedException">The tokenizer has no form for pairs.</exception>
    TokenPair EncodePair(string first, string second, CancellationToken cancellationToken = default);

    /// <summary>Cuts ids to a length, keeping the closing frame.</summary>
    /// <param name="ids">Ids with special tokens.</param>
    /// <param name="maxLength">Most ids to keep, at least the frame's.</param>
    IReadOnlyList<int> Truncate(IReadOnlyList<int> ids, int maxLength);

    /// <summary>Decodes ids to text. Bytes that form no character become U+FFFD.</summary>
    /// <param name="ids">Ids; one outside the vocabulary is an <see cref="ArgumentOutOfRangeException"/>.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens = true);

    /// <summary>Starts decoding token by token.</summary>
    IncrementalDecoder StartDecoding();
}

/// <summary>A pair of texts as one input.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="TypeIds">0 for the first text, 1 for the second; of the length of <paramref name="Ids"/>.</param>
public sealed record TokenPair(IReadOnlyList<int> Ids, IReadOnlyList<int> TypeIds);
