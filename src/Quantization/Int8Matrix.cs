using System.Runtime.InteropServices;
using Google.Protobuf;
using Serverless.Quantization.Onnx;

namespace Serverless.Quantization;

/// <summary>
/// A matrix as int8 around 0 with a scale for each column or row. It keeps to 7 bits where it is multiplied: a processor without VNNI adds
/// two products of a byte and an int8 in 16 bits, which do not hold 2 x 255 x 127, and would give other results than one with it.
/// </summary>
/// <param name="Rows">Its first size.</param>
/// <param name="Columns">Its second.</param>
/// <param name="Values">[Rows x Columns], row by row.</param>
/// <param name="Scales">What an element of its column, or row, is multiplied by.</param>
internal sealed record Int8Matrix(int Rows, int Columns, sbyte[] Values, float[] Scales)
{
    private const int Multiplied = 63,
        LookedUp = 127;

    /// <summary>For a multiplication: a scale for each column.</summary>
    public static Int8Matrix ByColumn(Weights weights)
    {
        var scales = new float[weights.Columns];
        for (var i = 0; i < weights.Values.Length; i++)
            scales[i % weights.Columns] = Math.Max(scales[i % weights.Columns], Math.Abs(weights.Values[i]));
        return Round(weights, scales, Multiplied, i => i % weights.Columns);
    }

    /// <summary>For a table that is looked up: a scale for each row.</summary>
    public static Int8Matrix ByRow(Weights weights)
    {
        var scales = new float[weights.Rows];
        for (var i = 0; i < weights.Values.Length; i++)
            scales[i / weights.Columns] = Math.Max(scales[i / weights.Columns], Math.Abs(weights.Values[i]));
        return Round(weights, scales, LookedUp, i => i / weights.Columns);
    }

    /// <summary>The int8 values as a tensor of the graph.</summary>
    public TensorProto ToTensor(string name) =>
        new()
        {
            Name = name,
            DataType = ElementType.Int8,
            Dims = { Rows, Columns },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<sbyte>(Values)),
        };

    /// <summary>The scales as a tensor of the graph.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="sizes">Its sizes.</param>
    public TensorProto ToScaleTensor(string name, params long[] sizes) =>
        new()
        {
            Name = name,
            DataType = ElementType.Float,
            Dims = { sizes },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(Scales)),
        };

    private static Int8Matrix Round(Weights weights, float[] largest, int range, Func<int, int> scaleOf)
    {
        var scales = Array.ConvertAll(largest, most => most > 0 ? most / range : 1);
        var values = new sbyte[weights.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (sbyte)Math.Clamp(MathF.Round(weights.Values[i] / scales[scaleOf(i)]), -range, range);
        return new Int8Matrix(weights.Rows, weights.Columns, values, scales);
    }
}
