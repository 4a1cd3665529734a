using Serverless.Core.Imaging;

namespace Serverless.Core.Quality;

/// <summary>What the pixels alone tell, measured on the picture at the model's size.</summary>
/// <param name="Contrast">Standard deviation of brightness, 0 to 127.5 levels.</param>
/// <param name="Smoothness">Correlation of neighbouring pixels' brightness, -1 to 1; near 0 for noise, above 0.8 for photographs.</param>
/// <param name="Flatness">Share of pixels that equal their right neighbour within two levels in all channels, 0 to 1.</param>
/// <param name="Colours">How many colours of 4 bits a channel cover 95 % of the pixels.</param>
/// <param name="TextRows">Share of rows that look like a line of print: many short dark-light changes on a plain ground, 0 to 1.</param>
public sealed record PictureFacts(double Contrast, double Smoothness, double Flatness, int Colours, double TextRows)
{
    private const int Near = 2;
    private const int ColourBits = 4;
    private const int MinInkContrast = 40;
    private const int PaperLevels = 20;
    private const double MinPaperShare = 0.55;

    /// <summary>Measures a picture.</summary>
    /// <param name="pixels">At least 2 by 2.</param>
    public static PictureFacts Of(RgbPixels pixels)
    {
        var brightness = Brightness(pixels);
        var levels = new int[256];
        foreach (var level in brightness) levels[level]++;
        double mean = 0, square = 0;
        for (var level = 0; level < levels.Length; level++)
        {
            mean += (double)level * levels[level] / brightness.Length;
            square += (double)level * level * levels[level] / brightness.Length;
        }

        var contrast = Math.Sqrt(Math.Max(0, square - (mean * mean)));
        return new PictureFacts(contrast, SmoothnessOf(brightness, pixels.Width, pixels.Height, mean, contrast), FlatnessOf(pixels), ColoursOf(pixels), TextRowsOf(brightness, levels, pixels.Width, pixels.Height));
    }

    /// <summary>ITU-R BT.601 luma, [height, width].</summary>
    private static byte[] Brightness(RgbPixels pixels)
    {
        var result = new byte[pixels.Width * pixels.Height];
        var bytes = pixels.Bytes;
        for (int i = 0, at = 0; i < result.Length; i++, at += 3) result[i] = (byte)(((299 * bytes[at]) + (587 * bytes[at + 1]) + (114 * bytes[at + 2]) + 500) / 1000);
        return result;
    }

    private static double SmoothnessOf(byte[] brightness, int width, int height, double mean, double contrast)
    {
        if (contrast < 1e-9) return 1;
        double across = 0, down = 0;
        for (var y = 0; y < height - 1; y++)
        {
            for (var x = 0; x < width - 1; x++)
            {
                var at = (y * width) + x;
                var here = brightness[at] - mean;
                across += here * (brightness[at + 1] - mean);
                down += here * (brightness[at + width] - mean);
            }
        }

        return Math.Max(across, down) / ((width - 1) * (height - 1) * contrast * contrast);
    }

    private static double FlatnessOf(RgbPixels pixels)
    {
        var flat = 0;
        for (var y = 0; y < pixels.Height; y++)
        {
            for (var x = 0; x < pixels.Width - 1; x++)
            {
                var at = ((y * pixels.Width) + x) * 3;
                if (IsNear(pixels.Bytes, at, 0) && IsNear(pixels.Bytes, at, 1) && IsNear(pixels.Bytes, at, 2)) flat++;
            }
        }

        return (double)flat / (pixels.Height * (pixels.Width - 1));
    }

    private static bool IsNear(byte[] bytes, int at, int channel) => Math.Abs(bytes[at + channel] - bytes[at + 3 + channel]) <= Near;

    private static int ColoursOf(RgbPixels pixels)
    {
        var counts = new int[1 << (3 * ColourBits)];
        for (var at = 0; at < pixels.Bytes.Length; at += 3)
        {
            const int Shift = 8 - ColourBits;
            counts[(((pixels.Bytes[at] >> Shift) << (2 * ColourBits)) | ((pixels.Bytes[at + 1] >> Shift) << ColourBits)) | (pixels.Bytes[at + 2] >> Shift)]++;
        }

        Array.Sort(counts);
        var (covered, wanted, colours) = (0, (int)(0.95 * pixels.Width * pixels.Height), 0);
        for (var i = counts.Length - 1; covered < wanted; i--, colours++) covered += counts[i];
        return colours;
    }

    /// <summary>A line of print crosses the middle between ink and paper often, and is mostly paper.</summary>
    private static double TextRowsOf(byte[] brightness, int[] levels, int width, int height)
    {
        var (dark, light) = (Percentile(levels, brightness.Length, 0.02), Percentile(levels, brightness.Length, 0.98));
        if (light - dark < MinInkContrast) return 0;
        var middle = (dark + light) / 2;
        var paper = Percentile(levels, brightness.Length, 0.5);
        var paperIsLight = paper > middle;
        if (ShareNear(levels, brightness.Length, paper) < MinPaperShare) return 0; // grass and gravel change as often, but on no plain ground
        var rows = 0;
        for (var y = 0; y < height; y++)
        {
            var (changes, ink, wasInk) = (0, 0, false);
            for (var x = 0; x < width; x++)
            {
                var isInk = brightness[(y * width) + x] > middle != paperIsLight;
                if (isInk) ink++;
                if (x > 0 && isInk != wasInk) changes++;
                wasInk = isInk;
            }

            if (changes >= width / 9 && ink < width / 2) rows++;
        }

        return (double)rows / height;
    }

    private static double ShareNear(int[] levels, int count, int level)
    {
        var near = 0;
        for (var i = Math.Max(0, level - PaperLevels); i <= Math.Min(255, level + PaperLevels); i++) near += levels[i];
        return (double)near / count;
    }

    private static int Percentile(int[] levels, int count, double share)
    {
        var (level, seen) = (0, levels[0]);
        while (seen < share * count) seen += levels[++level];
        return level;
    }
}
