using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>Tensors side by side as one input.</summary>
internal static class PixelBatch
{
    /// <returns>[pictures, 3, height, width], to be disposed by the caller. A single picture is not copied.</returns>
    public static OrtValue Create(IReadOnlyList<PixelTensor> pixels)
    {
        var size = pixels[0].Values.Length;
        var values = pixels.Count == 1 ? pixels[0].Values : new float[pixels.Count * size];
        for (var i = 0; pixels.Count > 1 && i < pixels.Count; i++)
            pixels[i].Values.CopyTo(values, i * size);
        return OrtValue.CreateTensorValueFromMemory(values, [pixels.Count, 3, pixels[0].Height, pixels[0].Width]);
    }
}
