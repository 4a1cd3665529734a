using System.Numerics.Tensors;

namespace Serverless.Core.Generation;

/// <summary>Logits to log-probabilities.</summary>
public static class LogSoftmax
{
    /// <summary>The logarithm of the sum of exponentials, shifted by the largest so that nothing overflows.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <param name="scratch">At least as long; overwritten.</param>
    public static float Normalizer(ReadOnlySpan<float> logits, Span<float> scratch)
    {
        var largest = TensorPrimitives.Max(logits);
        var shifted = scratch[..logits.Length];
        TensorPrimitives.Subtract(logits, largest, shifted);
        TensorPrimitives.Exp(shifted, shifted);
        return largest + MathF.Log(TensorPrimitives.Sum(shifted));
    }
}
