using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>What the encoder made of pictures; lives in the runtime's memory until disposed.</summary>
public sealed class EncodedPictures : IDisposable
{
    /// <param name="hidden">What the decoder takes.</param>
    /// <param name="features">Picture tokens before any prompt; null where the encoder knows none.</param>
    internal EncodedPictures(OrtValue hidden, OrtValue? features = null)
    {
        (Hidden, Features) = (hidden, features);
        Count = (int)hidden.GetTensorTypeAndShape().Shape[0];
    }

    /// <summary>How many pictures.</summary>
    public int Count { get; }

    /// <summary>[Count, picture tokens, width].</summary>
    internal OrtValue Hidden { get; }

    /// <summary>[Count, picture tokens, width] before any prompt; null where the encoder knows none.</summary>
    internal OrtValue? Features { get; }

    /// <summary>One of them by itself, for the decoder; the caller disposes it.</summary>
    /// <param name="index">Which, from 0.</param>
    internal EncodedPictures Only(int index) => new(RuntimeMemory.Gather(Hidden, [index]));

    /// <summary>Some of them, with all that is known of each; the caller disposes them.</summary>
    /// <param name="indices">Which, from 0.</param>
    internal EncodedPictures Only(ReadOnlySpan<int> indices) =>
        new(RuntimeMemory.Gather(Hidden, indices), Features is null ? null : RuntimeMemory.Gather(Features, indices));

    /// <inheritdoc/>
    public void Dispose()
    {
        Hidden.Dispose();
        Features?.Dispose();
    }
}
