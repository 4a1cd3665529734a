using System.Text;

namespace Serverless.Packages.Tests.Gate;

/// <summary>Writes ONNX files of a few bytes, field by field as onnx.proto numbers them.</summary>
internal sealed class OnnxBytes
{
    private readonly List<byte> _bytes = [];

    public OnnxBytes Number(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

    public OnnxBytes Text(int field, string text) => Raw(field, Encoding.UTF8.GetBytes(text));

    public OnnxBytes Message(int field, OnnxBytes message) => Raw(field, message.ToArray());

    public OnnxBytes Raw(int field, byte[] bytes)
    {
        Varint(((ulong)field << 3) | 2).Varint((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    /// <summary>A model of a graph.</summary>
    public static byte[] Model(OnnxBytes graph, long opset = 17) =>
        new OnnxBytes().Number(1, 8).Message(7, graph).Message(8, new OnnxBytes().Text(1, "").Number(2, opset)).ToArray();

    /// <summary>A node.</summary>
    public static OnnxBytes Node(string name, string input, string output, string domain = "") =>
        new OnnxBytes().Text(1, input).Text(2, output).Text(4, name).Text(7, domain);

    /// <summary>An initializer of int64.</summary>
    public static OnnxBytes Shape(string name, params long[] values) =>
        new OnnxBytes().Number(1, values.Length).Number(2, 7).Text(8, name).Raw(9, [.. values.SelectMany(BitConverter.GetBytes)]);

    private OnnxBytes Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        _bytes.Add((byte)value);
        return this;
    }
}
