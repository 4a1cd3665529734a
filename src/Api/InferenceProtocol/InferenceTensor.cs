using System.Buffers.Binary;

namespace Serverless.Api.InferenceProtocol;

/// <summary>An output: either texts or numbers, an element a picture.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Texts">UTF-8 texts, of the datatype BYTES; null for numbers.</param>
/// <param name="Numbers">Of the datatype FP64; null for texts.</param>
public sealed record InferenceTensor(string Name, IReadOnlyList<byte[]>? Texts, IReadOnlyList<double>? Numbers)
{
    /// <summary>The datatypes of the protocol that are used here.</summary>
    public const string Bytes = "BYTES",
        Numeric = "FP64";

    /// <summary>BYTES or FP64.</summary>
    public string Datatype => Texts is null ? Numeric : Bytes;

    /// <summary>How many elements.</summary>
    public int Count => Texts?.Count ?? Numbers!.Count;

    /// <summary>Its elements as the binary tensor data extension has them: texts behind their length in 4 bytes, little-endian.</summary>
    public byte[] ToBinary()
    {
        if (Numbers is { } numbers)
        {
            var plain = new byte[numbers.Count * sizeof(double)];
            for (var i = 0; i < numbers.Count; i++)
                BinaryPrimitives.WriteDoubleLittleEndian(plain.AsSpan(i * sizeof(double)), numbers[i]);
            return plain;
        }

        var bytes = new byte[Texts!.Sum(text => sizeof(int) + text.Length)];
        var at = 0;
        foreach (var text in Texts!)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), text.Length);
            text.CopyTo(bytes.AsSpan(at + sizeof(int)));
            at += sizeof(int) + text.Length;
        }

        return bytes;
    }

    /// <summary>Reads elements of BYTES as the binary tensor data extension has them.</summary>
    /// <param name="binary">The tensor.</param>
    /// <returns>The elements; null where the lengths do not fit.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Read(ReadOnlyMemory<byte> binary)
    {
        var elements = new List<ReadOnlyMemory<byte>>();
        while (binary.Length > 0)
        {
            if (binary.Length < sizeof(int))
                return null;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(binary.Span);
            if (length > binary.Length - sizeof(int))
                return null;
            elements.Add(binary.Slice(sizeof(int), (int)length));
            binary = binary[(sizeof(int) + (int)length)..];
        }

        return elements;
    }
}
