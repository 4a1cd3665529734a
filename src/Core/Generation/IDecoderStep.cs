namespace Serverless.Core.Generation;

/// <summary>Tokens in, logits out: all that a search knows of a model.</summary>
public interface IDecoderStep
{
    /// <summary>Logits in a row.</summary>
    int VocabularySize { get; }

    /// <summary>Extends rows by one token each.</summary>
    /// <param name="tokens">[rows] the last token of each row.</param>
    /// <param name="parents">[rows] the row of the previous call that each continues; in the first call the picture that each
    /// describes.</param>
    /// <param name="cancellationToken">Ends the step early.</param>
    /// <returns>[rows, VocabularySize] logits, valid until the next call.</returns>
    ReadOnlySpan<float> Extend(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, CancellationToken cancellationToken);
}
