using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Inference;
using Serverless.Quantization.Onnx;

namespace Serverless.Quantization.Tests;

/// <summary>A small ONNX file written by hand: input "x" of floats [?, width] or "ids", output "y".</summary>
internal sealed class ToyGraph
{
    private const int Int64 = 7,
        Bool = 9;

    public ModelProto Model { get; } =
        new()
        {
            IrVersion = 8,
            Graph = new GraphProto { Name = "toy" },
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = "", Version = 17 },
            },
        };

    public GraphProto Graph => Model.Graph;

    public static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    public static NodeProto Node(string operation, string[] inputs, string output, params AttributeProto[] attributes) =>
        new()
        {
            OpType = operation,
            Input = { inputs },
            Output = { output },
            Attribute = { attributes },
        };

    public static AttributeProto Attribute(string name, long value) =>
        new()
        {
            Name = name,
            I = value,
            Type = AttributeProto.Types.AttributeType.Int,
        };

    public static AttributeProto Attribute(string name, float value) =>
        new()
        {
            Name = name,
            F = value,
            Type = AttributeProto.Types.AttributeType.Float,
        };

    public static AttributeProto Attribute(string name, GraphProto value) =>
        new()
        {
            Name = name,
            G = value,
            Type = AttributeProto.Types.AttributeType.Graph,
        };

    public static TensorProto Tensor(string name, float[] values, params long[] sizes) =>
        new()
        {
            Name = name,
            DataType = ElementType.Float,
            Dims = { sizes },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
        };

    public static TensorProto HalfTensor(string name, float[] values, params long[] sizes) =>
        new()
        {
            Name = name,
            DataType = ElementType.Float16,
            Dims = { sizes },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value))),
        };

    public static ValueInfoProto Floats(string name, int rank) => Value(name, ElementType.Float, rank);

    public static ValueInfoProto Ids(string name, int rank) => Value(name, Int64, rank);

    public static ValueInfoProto Flag(string name) => Value(name, Bool, 0);

    /// <summary>Quantises it in memory.</summary>
    public (ModelProto Model, QuantizationReport Report) Quantize()
    {
        using var source = new MemoryStream(Model.ToByteArray());
        using var target = new MemoryStream();
        var report = OnnxQuantizer.QuantizeToInt8(source, target);
        return (ModelProto.Parser.ParseFrom(target.ToArray()), report);
    }

    /// <summary>Runs a model once.</summary>
    public static float[] Run(ModelProto model, params (string Name, OrtValue Value)[] inputs)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, model.ToByteArray());
            using var graph = GraphSession.Load(path, new RuntimeSettings(1));
            using var output = graph.Run([.. inputs.Select(one => one.Name)], [.. inputs.Select(one => one.Value)], ["y"], default)[0];
            return output.GetTensorDataAsSpan<float>().ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The schema's type of a value, of which the quantizer needs no part: written as its bytes.</summary>
    private static ValueInfoProto Value(string name, int type, int rank)
    {
        byte[] shape = [.. Enumerable.Repeat<byte[]>([0x0A, 0], rank).SelectMany(size => size)]; // dimensions without a size
        byte[] tensor = [0x08, (byte)type, 0x12, (byte)shape.Length, .. shape];
        byte[] typeProto = [0x0A, (byte)tensor.Length, .. tensor];
        byte[] written = [.. new ValueInfoProto { Name = name }.ToByteArray(), 0x12, (byte)typeProto.Length, .. typeProto];
        return ValueInfoProto.Parser.ParseFrom(written);
    }
}
