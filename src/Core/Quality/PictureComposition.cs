using Serverless.Core.Imaging;

namespace Serverless.Core.Quality;

/// <summary>How colours and edges are spread over a picture at the model's size; shares of its pixels, 0 to 1.</summary>
/// <param name="Ground">Those of the commonest colour (5 bits a channel).</param>
/// <param name="Second">Those of the second commonest.</param>
/// <param name="Palette">Those of the eight commonest together.</param>
/// <param name="Grey">Those whose channels differ by 12 levels at most.</param>
/// <param name="White">Those with 248 levels at least in every channel.</param>
/// <param name="Black">Those with 16 levels at most in every channel.</param>
/// <param name="Saturation">Mean of the widest difference between channels, of 255.</param>
/// <param name="Brightness">Mean brightness, of 255.</param>
/// <param name="SoftEdges">Those that differ from their right or lower neighbour by 6 to 40 levels of brightness.</param>
/// <param name="HardEdges">Those that differ by more than 90.</param>
/// <param name="FineColumns">Of the columns, those in which brightness jumps by more than 40 levels at least 16 times.</param>
/// <param name="Inside">Of the pixels that are not of the commonest colour, those in the middle half of width and height.</param>
public sealed record PictureComposition(
    double Ground,
    double Second,
    double Palette,
    double Grey,
    double White,
    double Black,
    double Saturation,
    double Brightness,
    double SoftEdges,
    double HardEdges,
    double FineColumns,
    double Inside
)
{
    private const int ColourBits = 5,
        PaletteSize = 8;

    private const int GreyLevels = 12,
        WhiteLevel = 248,
        BlackLevel = 16,
        SoftLevels = 6,
        StrokeLevels = 40,
        HardLevels = 90,
        FineJumps = 16;

    /// <summary>Of no picture.</summary>
    public static PictureComposition None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Measures a picture.</summary>
    /// <param name="pixels">At least 2 by 2.</param>
    /// <param name="brightness">[height, width] of the same picture.</param>
    internal static PictureComposition Of(RgbPixels pixels, byte[] brightness)
    {
        var counts = new int[1 << (3 * ColourBits)];
        var (grey, white, black) = (0, 0, 0);
        long saturation = 0,
            light = 0;
        for (int i = 0, at = 0; i < brightness.Length; i++, at += 3)
        {
            var (red, green, blue) = (pixels.Bytes[at], pixels.Bytes[at + 1], pixels.Bytes[at + 2]);
            var (low, high) = (Math.Min(red, Math.Min(green, blue)), Math.Max(red, Math.Max(green, blue)));
            counts[ColourAt(pixels.Bytes, at)]++;
            saturation += high - low;
            light += brightness[i];
            grey += high - low <= GreyLevels ? 1 : 0;
            white += low >= WhiteLevel ? 1 : 0;
            black += high <= BlackLevel ? 1 : 0;
        }

        double all = brightness.Length;
        var ground = Array.IndexOf(counts, counts.Max());
        var commonest = counts.OrderDescending().Take(PaletteSize).ToArray();
        var (soft, hard) = EdgesOf(brightness, pixels.Width, pixels.Height);
        return new PictureComposition(
            commonest[0] / all,
            commonest[1] / all,
            commonest.Sum() / all,
            grey / all,
            white / all,
            black / all,
            saturation / all / byte.MaxValue,
            light / all / byte.MaxValue,
            soft / all,
            hard / all,
            FineColumnsOf(brightness, pixels.Width, pixels.Height),
            InsideOf(pixels, ground)
        );
    }

    private static (int Soft, int Hard) EdgesOf(byte[] brightness, int width, int height)
    {
        var (soft, hard) = (0, 0);
        for (var y = 0; y < height - 1; y++)
        {
            for (var x = 0; x < width - 1; x++)
            {
                var at = (y * width) + x;
                var change = Math.Max(Math.Abs(brightness[at] - brightness[at + 1]), Math.Abs(brightness[at] - brightness[at + width]));
                soft += change is >= SoftLevels and <= StrokeLevels ? 1 : 0;
                hard += change > HardLevels ? 1 : 0;
            }
        }

        return (soft, hard);
    }

    private static double FineColumnsOf(byte[] brightness, int width, int height)
    {
        var fine = 0;
        for (var x = 0; x < width; x++)
        {
            var jumps = 0;
            for (var y = 1; y < height; y++)
                jumps += Math.Abs(brightness[(y * width) + x] - brightness[((y - 1) * width) + x]) > StrokeLevels ? 1 : 0;
            fine += jumps >= FineJumps ? 1 : 0;
        }

        return (double)fine / width;
    }

    private static double InsideOf(RgbPixels pixels, int ground)
    {
        var (drawn, inside) = (0, 0);
        for (var y = 0; y < pixels.Height; y++)
        {
            var isMiddleRow = y >= pixels.Height / 4 && y < pixels.Height - (pixels.Height / 4);
            for (var x = 0; x < pixels.Width; x++)
            {
                if (ColourAt(pixels.Bytes, ((y * pixels.Width) + x) * 3) == ground)
                    continue;
                drawn++;
                inside += isMiddleRow && x >= pixels.Width / 4 && x < pixels.Width - (pixels.Width / 4) ? 1 : 0;
            }
        }

        return drawn == 0 ? 0 : (double)inside / drawn;
    }

    private static int ColourAt(byte[] bytes, int at)
    {
        const int Shift = 8 - ColourBits;
        return ((bytes[at] >> Shift) << (2 * ColourBits)) | ((bytes[at + 1] >> Shift) << ColourBits) | (bytes[at + 2] >> Shift);
    }
}
