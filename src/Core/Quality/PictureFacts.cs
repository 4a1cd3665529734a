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

    /// <summary>Measures a picture.</summary>
    /// <param name="pixels">At least 2 by 2.</param>
    public static PictureFacts Of(RgbPixels pixels)
    {
        var brightness = Brightness(pixels);
        var mean = brightness.Average();
        var contrast = Math.Sqrt(brightness.Sum(value => (value - mean) * (value - mean)) / brightness.Length);
        return new PictureFacts(contrast, SmoothnessOf(brightness, pixels.Width, pixels.Height, mean, contrast), FlatnessOf(pixels), ColoursOf(pixels), TextRowsOf(brightness, pixels.Width, pixels.Height));
    }

    /// <summary>ITU-R BT.601 luma, [height, width].</summary>
    private static double[] Brightness(RgbPixels pixels)
    {
        var result = new double[pixels.Width * pixels.Height];
        for (int i = 0, at = 0; i < result.Length; i++, at += 3) result[i] = (0.299 * pixels.Bytes[at]) + (0.587 * pixels.Bytes[at + 1]) + (0.114 * pixels.Bytes[at + 2]);
        return result;
    }

    private static double SmoothnessOf(double[] brightness, int width, int height, double mean, double contrast)
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
    private static double TextRowsOf(double[] brightness, int width, int height)
    {
        var sorted = brightness.Order().ToArray();
        var (dark, light) = (sorted[sorted.Length / 50], sorted[^(sorted.Length / 50)]);
        if (light - dark < 40) return 0;
        var paperIsLight = sorted[sorted.Length / 2] > (dark + light) / 2;
        var middle = (dark + light) / 2;
        var rows = 0;
        for (var y = 0; y < height; y++)
        {
            var (changes, ink) = (0, 0);
            for (var x = 0; x < width; x++)
            {
                var isInk = brightness[(y * width) + x] > middle != paperIsLight;
                if (isInk) ink++;
                if (x > 0 && isInk != (brightness[(y * width) + x - 1] > middle != paperIsLight)) changes++;
            }

            if (changes >= width / 9 && ink < width / 2) rows++;
        }

        return (double)rows / height;
    }
}
