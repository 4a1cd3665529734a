using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.Core.Inference;

/// <summary>Reads NumPy's NPY format 1.0 and 2.0 (numpy.lib.format): little-endian float32 in C order.</summary>
internal static partial class NpyFile
{
    /// <exception cref="InvalidDataException">The file is no such array.</exception>
    public static (int[] Shape, float[] Values) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (
            bytes.Length < 12
            || !bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'])
        )
            throw new InvalidDataException($"{path} is no NPY file.");
        var (headerStart, headerLength) =
            bytes[6] == 1
                ? (10, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)))
                : (12, (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)));
        var header = Encoding.ASCII.GetString(bytes, headerStart, headerLength);
        if (!header.Contains("'<f4'", StringComparison.Ordinal) || !header.Contains("'fortran_order': False", StringComparison.Ordinal))
            throw new InvalidDataException($"{path}: only little-endian float32 in C order is read, found {header.Trim()}.");
        var shape = Numbers()
            .Matches(ShapePart().Match(header).Groups[1].Value)
            .Select(match => int.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture))
            .ToArray();
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(headerStart + headerLength)).ToArray();
        return values.Length == shape.Aggregate(1, (product, size) => product * size)
            ? (shape, values)
            : throw new InvalidDataException($"{path}: {values.Length} values for shape [{string.Join(", ", shape)}].");
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ShapePart();

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Numbers();
}
