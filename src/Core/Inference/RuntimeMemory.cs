using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Serverless.Core.Inference;

/// <summary>Tensors in the runtime's own memory.</summary>
internal static class RuntimeMemory
{
    /// <summary>Picks rows of a tensor into a new one, memory to memory.</summary>
    /// <param name="source">[rows, …] of float32.</param>
    /// <param name="rows">The row of the source that each new row repeats.</param>
    /// <returns>[rows.Length, …], to be disposed by the caller.</returns>
    public static OrtValue Gather(OrtValue source, ReadOnlySpan<int> rows)
    {
        var shape = source.GetTensorTypeAndShape().Shape;
        var oldRows = shape[0];
        shape[0] = rows.Length;
        var target = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);
        var from = source.GetTensorDataAsSpan<float>();
        var to = target.GetTensorMutableDataAsSpan<float>();
        var size = from.Length / (int)oldRows;
        for (var row = 0; row < rows.Length; row++)
            from.Slice(rows[row] * size, size).CopyTo(to[(row * size)..]);
        return target;
    }

    /// <summary>One row of a tensor, copied.</summary>
    /// <param name="source">[rows, …] of float32.</param>
    /// <param name="row">Which, from 0.</param>
    public static float[] RowOf(OrtValue source, int row)
    {
        var values = source.GetTensorDataAsSpan<float>();
        var size = values.Length / (int)source.GetTensorTypeAndShape().Shape[0];
        return values.Slice(row * size, size).ToArray();
    }

    /// <summary>A tensor without elements: the cache before the first step of a merged decoder.</summary>
    public static OrtValue Empty(params long[] shape) =>
        OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);

    /// <summary>A mask that leaves nothing out.</summary>
    /// <param name="states">[rows, tokens, width].</param>
    /// <returns>[rows, tokens] of int64, to be disposed by the caller.</returns>
    public static OrtValue OnesFor(OrtValue states)
    {
        var shape = states.GetTensorTypeAndShape().Shape;
        var ones = new long[shape[0] * shape[1]];
        Array.Fill(ones, 1);
        return OrtValue.CreateTensorValueFromMemory(ones, [shape[0], shape[1]]);
    }

    public static void DisposeAll(IEnumerable<OrtValue> values)
    {
        foreach (var value in values)
            value.Dispose();
    }
}
