using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>What the encoder made of pictures; lives in the runtime's memory until disposed.</summary>
public sealed class EncodedPictures : IDisposable
{
    internal EncodedPictures(OrtValue hidden)
    {
        Hidden = hidden;
        Count = (int)hidden.GetTensorTypeAndShape().Shape[0];
    }

    /// <summary>How many pictures.</summary>
    public int Count { get; }

    /// <summary>[Count, picture tokens, width].</summary>
    internal OrtValue Hidden { get; }

    /// <summary>One of them by itself; the caller disposes it.</summary>
    /// <param name="index">Which, from 0.</param>
    internal EncodedPictures Only(int index) => new(RuntimeMemory.Gather(Hidden, [index]));

    /// <inheritdoc/>
    public void Dispose() => Hidden.Dispose();
}
