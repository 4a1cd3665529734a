using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>How a decoder takes tokens: by their ids, or as what an embedding graph makes of them.</summary>
internal interface ITokenInput
{
    /// <summary>The decoder's input.</summary>
    string Name { get; }

    /// <summary>Holds a decoder's input against this form.</summary>
    /// <exception cref="InvalidDataException">It is missing or different.</exception>
    void Verify(GraphSession decoder);

    /// <summary>What the decoder is given for ids.</summary>
    /// <param name="ids">[rows, length] int64; stays the caller's.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>Its own value, to be disposed by the caller; null where the ids themselves are taken.</returns>
    OrtValue? Embed(OrtValue ids, CancellationToken cancellationToken);
}
