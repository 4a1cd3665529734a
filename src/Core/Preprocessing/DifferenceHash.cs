namespace Serverless.Core.Preprocessing;

/// <summary>
/// A perceptual hash: pictures that were scaled, recompressed or lightly touched differ in few of its bits. Brightness is averaged over a
/// grid of 9 by 9 fields, and each field is held against its right and its lower neighbour ("dHash", Krawetz 2013, in both directions): 2
/// x 64 bits.
/// </summary>
public static class DifferenceHash
{
    private const int Columns = 9,
        Bits = 8;

    /// <summary>The hash.</summary>
    /// <param name="pixels">The picture, at least 9 by 9.</param>
    public static UInt128 Of(PixelTensor pixels)
    {
        var luminance = Luminance(pixels);
        UInt128 hash = 0;
        for (var row = 0; row < Bits; row++)
        {
            for (var column = 0; column < Bits; column++)
            {
                hash = (hash << 1) | (luminance[row, column] > luminance[row, column + 1] ? UInt128.One : 0);
                hash = (hash << 1) | (luminance[row, column] > luminance[row + 1, column] ? UInt128.One : 0);
            }
        }

        return hash;
    }

    private static double[,] Luminance(PixelTensor pixels)
    {
        var luminance = new double[Columns, Columns];
        var plane = pixels.Height * pixels.Width;
        for (var row = 0; row < Columns; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var (top, bottom) = (row * pixels.Height / Columns, (row + 1) * pixels.Height / Columns);
                var (left, right) = (column * pixels.Width / Columns, (column + 1) * pixels.Width / Columns);
                double sum = 0;
                for (var y = top; y < bottom; y++)
                {
                    for (var x = left; x < right; x++)
                    {
                        var at = (y * pixels.Width) + x;
                        sum +=
                            (0.299 * pixels.Values[at]) + (0.587 * pixels.Values[plane + at]) + (0.114 * pixels.Values[(2 * plane) + at]);
                    }
                }

                // plain fields are equal, whatever noise says
                luminance[row, column] = Math.Round(sum / Math.Max(1, (bottom - top) * (right - left)), 2);
            }
        }

        return luminance;
    }
}
