namespace Serverless.Core.Imaging;

/// <summary>Pixels of other colours than sRGB's to sRGB, relative to white; what lies outside is clipped.</summary>
internal sealed class ColourConversion
{
    private const int TableSize = 4_096;

    private static readonly byte[] Encoded =
    [
        .. Enumerable.Range(0, TableSize + 1).Select(i => TransferFunction.ToSrgbByte((double)i / TableSize)),
    ];

    private readonly double[] _linear;
    private readonly double[,] _toSrgb;

    /// <param name="transfer">What the stored values mean.</param>
    /// <param name="primaries">What the channels mean.</param>
    public ColourConversion(TransferFunction transfer, ColourPrimaries primaries)
    {
        _linear = [.. Enumerable.Range(0, 256).Select(level => transfer.ToLinear(level / 255.0))];
        _toSrgb = Matrix3.Multiply(Matrix3.Invert(ColourPrimaries.Srgb.ToXyz)!, primaries.ToXyz);
    }

    /// <summary>Converts in place.</summary>
    public void Apply(RgbPixels pixels)
    {
        var bytes = pixels.Bytes;
        for (var at = 0; at + 2 < bytes.Length; at += 3)
        {
            var (red, green, blue) = (_linear[bytes[at]], _linear[bytes[at + 1]], _linear[bytes[at + 2]]);
            for (var row = 0; row < 3; row++)
            {
                bytes[at + row] = Encode((_toSrgb[row, 0] * red) + (_toSrgb[row, 1] * green) + (_toSrgb[row, 2] * blue));
            }
        }
    }

    private static byte Encode(double linear) =>
        linear < 1.0 / 64
            ? TransferFunction.ToSrgbByte(linear) // the curve is steep here, and a table coarse
            : Encoded[(int)Math.Round(Math.Min(linear, 1) * TableSize)];
}
