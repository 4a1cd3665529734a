using System.Runtime.InteropServices;
using Serverless.Quantization.Onnx;

namespace Serverless.Quantization;

/// <summary>The numbers of a matrix that a graph holds.</summary>
/// <param name="Rows">Its first size.</param>
/// <param name="Columns">Its second.</param>
/// <param name="Values">[Rows x Columns], row by row.</param>
internal sealed record Weights(int Rows, int Columns, float[] Values)
{
    /// <summary>Whether a tensor is a matrix of floats inside the file.</summary>
    public static bool IsMatrix(TensorProto tensor) =>
        tensor.Dims.Count == 2
        && tensor.DataType is ElementType.Float or ElementType.Float16
        && tensor.DataLocation == TensorProto.Types.DataLocation.Default
        && (tensor.RawData.Length > 0 || tensor.FloatData.Count > 0);

    /// <param name="tensor">One for which <see cref="IsMatrix"/> is true.</param>
    public static Weights Read(TensorProto tensor) => new((int)tensor.Dims[0], (int)tensor.Dims[1], Numbers(tensor));

    public Weights Transposed()
    {
        var turned = new float[Values.Length];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
                turned[(column * Rows) + row] = Values[(row * Columns) + column];
        }

        return new Weights(Columns, Rows, turned);
    }

    private static float[] Numbers(TensorProto tensor)
    {
        if (tensor.FloatData.Count > 0)
            return [.. tensor.FloatData];
        var bytes = tensor.RawData.Span; // little-endian by the schema
        if (tensor.DataType == ElementType.Float)
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        var halves = MemoryMarshal.Cast<byte, Half>(bytes);
        var numbers = new float[halves.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(halves, numbers);
        return numbers;
    }
}
