using System.Numerics;
using Serverless.Core.Imaging;

namespace Serverless.Core.Quality;

/// <summary>
/// Areas of one exact colour, and how colours are spread: what a pen, a program and a screen make, and a lens hardly ever. Cameras leave
/// noise and shading on the plainest wall; only what is burnt out, or cut out and put on white, is even.
/// </summary>
internal static class EvenAreas
{
    private const int ShadeBits = 6,
        RimWidth = 2;

    /// <summary>Share of pixels that equal all eight neighbours in every channel, 0 to 1.</summary>
    /// <param name="pixels">Any picture; without an inner pixel the share is 0.</param>
    public static double ShareOf(RgbPixels pixels)
    {
        var even = 0;
        var row = pixels.Width * 3;
        for (var y = 1; y < pixels.Height - 1; y++)
        {
            for (var x = 1; x < pixels.Width - 1; x++)
            {
                var middle = (y * row) + (x * 3);
                var isEven =
                    IsEven(pixels.Bytes, middle - row - 3, middle)
                    && IsEven(pixels.Bytes, middle - 3, middle)
                    && IsEven(pixels.Bytes, middle + row - 3, middle);
                if (isEven)
                    even++;
            }
        }

        return (double)even / (pixels.Width * pixels.Height);
    }

    /// <summary>
    /// Share of the outermost two pixels all round that have one colour (6 bits a channel), the commonest: the plain ground a chart stands
    /// on.
    /// </summary>
    /// <param name="pixels">At least 1 by 1.</param>
    public static double RimOf(RgbPixels pixels)
    {
        var counts = new Dictionary<int, int>();
        var all = 0;
        for (var y = 0; y < pixels.Height; y++)
        {
            var isEdge = y < RimWidth || y >= pixels.Height - RimWidth;
            for (var x = 0; x < pixels.Width; x++)
            {
                if (!isEdge && x == RimWidth)
                    x = Math.Max(x, pixels.Width - RimWidth);
                if (x >= pixels.Width)
                    break;
                var shade = ShadeAt(pixels.Bytes, ((y * pixels.Width) + x) * 3);
                counts[shade] = counts.GetValueOrDefault(shade) + 1;
                all++;
            }
        }

        return (double)counts.Values.Max() / all;
    }

    /// <summary>How many colours of 6 bits a channel there are, 1 to 262,144.</summary>
    /// <param name="pixels">At least 1 by 1.</param>
    public static int ShadesOf(RgbPixels pixels)
    {
        var seen = new ulong[(1 << (3 * ShadeBits)) / 64];
        for (var at = 0; at < pixels.Bytes.Length; at += 3)
        {
            var shade = ShadeAt(pixels.Bytes, at);
            seen[shade >> 6] |= 1UL << (shade & 63);
        }

        return seen.Sum(BitOperations.PopCount);
    }

    /// <summary>Whether three pixels in a row equal the middle one.</summary>
    private static bool IsEven(byte[] bytes, int first, int middle) =>
        bytes.AsSpan(first, 3).SequenceEqual(bytes.AsSpan(middle, 3))
        && bytes.AsSpan(first + 3, 3).SequenceEqual(bytes.AsSpan(middle, 3))
        && bytes.AsSpan(first + 6, 3).SequenceEqual(bytes.AsSpan(middle, 3));

    private static int ShadeAt(byte[] bytes, int at)
    {
        const int Shift = 8 - ShadeBits;
        return ((bytes[at] >> Shift) << (2 * ShadeBits)) | ((bytes[at + 1] >> Shift) << ShadeBits) | (bytes[at + 2] >> Shift);
    }
}
