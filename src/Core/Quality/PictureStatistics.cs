using Serverless.Core.Imaging;

namespace Serverless.Core.Quality;

/// <summary>Statistics of a picture's pixels at the model's size.</summary>
/// <param name="Contrast">Standard deviation of brightness, 0 to 127.5 levels.</param>
/// <param name="Smoothness">Correlation of neighbouring pixels' brightness, -1 to 1; near 0 for noise, above 0.8 for photographs.</param>
/// <param name="Flatness">Share of pixels that equal their right neighbour within two levels in all channels, 0 to 1.</param>
/// <param name="Colours">How many colours of 4 bits a channel cover 95 % of the pixels.</param>
/// <param name="FineRows">Share of rows with strokes: brightness turns between rising and falling at least 20 times, 0 to 1.</param>
/// <param name="PrintRows">The same for 40 times: a line of print across the picture.</param>
/// <param name="PlainRows">Share of rows where it hardly turns at all: the space between lines.</param>
/// <param name="Evenness">Share of pixels that equal all eight neighbours exactly, 0 to 1; below 0.1 for 97 in 100 photographs.</param>
/// <param name="Rim">Share of the outermost two pixels all round that have the commonest colour there, 0 to 1.</param>
/// <param name="Shades">How many colours of 6 bits a channel there are.</param>
public sealed record PictureStatistics(
    double Contrast,
    double Smoothness,
    double Flatness,
    int Colours,
    double FineRows,
    double PrintRows,
    double PlainRows,
    double Evenness,
    double Rim,
    int Shades
)
{
    /// <summary>How colours and edges are spread; what the classifier of kinds looks at beside the others.</summary>
    public PictureComposition Composition { get; init; } = PictureComposition.None;

    /// <summary>Mean brightness (ITU-R BT.601 luma), 0 to 255.</summary>
    public double Brightness { get; init; }

    /// <summary>Mean red less mean blue, -255 to 255: above 0 for warm pictures.</summary>
    public double Warmth { get; init; }

    /// <summary>Variance of the Laplacian of brightness (four neighbours), in levels squared: low for blur, high for noise.</summary>
    public double Sharpness { get; init; }

    private const int Near = 2;
    private const int ColourBits = 4;
    private const int StrokeLevels = 16,
        FineTurns = 20,
        PrintTurns = 40,
        PlainTurns = 2;

    /// <summary>Measures a picture.</summary>
    /// <param name="pixels">At least 2 by 2.</param>
    public static PictureStatistics Of(RgbPixels pixels)
    {
        var brightness = BrightnessOf(pixels);
        long sum = 0,
            squares = 0;
        foreach (long level in brightness)
        {
            sum += level;
            squares += level * level;
        }

        var mean = (double)sum / brightness.Length;
        var contrast = Math.Sqrt(Math.Max(0, ((double)squares / brightness.Length) - (mean * mean)));
        var turns = TurnsOf(brightness, pixels.Width, pixels.Height);
        double Share(Func<int, bool> fits) => (double)turns.Count(fits) / turns.Length;
        return new PictureStatistics(
            contrast,
            SmoothnessOf(brightness, pixels.Width, pixels.Height, mean, contrast),
            FlatnessOf(pixels),
            ColoursOf(pixels),
            Share(count => count >= FineTurns),
            Share(count => count >= PrintTurns),
            Share(count => count <= PlainTurns),
            EvenAreas.ShareOf(pixels),
            EvenAreas.RimOf(pixels),
            EvenAreas.ShadesOf(pixels)
        )
        {
            Composition = PictureComposition.Of(pixels, brightness),
            Brightness = mean,
            Warmth = WarmthOf(pixels),
            Sharpness = SharpnessOf(brightness, pixels.Width, pixels.Height),
        };
    }

    /// <summary>ITU-R BT.601 luma, [height, width].</summary>
    private static byte[] BrightnessOf(RgbPixels pixels)
    {
        var result = new byte[pixels.Width * pixels.Height];
        var bytes = pixels.Bytes;
        for (int i = 0, at = 0; i < result.Length; i++, at += 3)
            result[i] = (byte)(((299 * bytes[at]) + (587 * bytes[at + 1]) + (114 * bytes[at + 2]) + 500) / 1000);
        return result;
    }

    internal static double WarmthOf(RgbPixels pixels)
    {
        long difference = 0;
        for (var at = 0; at < pixels.Bytes.Length; at += 3)
            difference += pixels.Bytes[at] - pixels.Bytes[at + 2];
        return (double)difference / (pixels.Width * pixels.Height);
    }

    /// <summary>The outermost pixels, which lack a neighbour, are left out; 0 where nothing is left.</summary>
    internal static double SharpnessOf(byte[] brightness, int width, int height)
    {
        long sum = 0,
            squares = 0;
        for (var y = 1; y < height - 1; y++)
        {
            var row = brightness.AsSpan(y * width, width);
            var above = brightness.AsSpan((y - 1) * width, width);
            var below = brightness.AsSpan((y + 1) * width, width);
            for (var x = 1; x < row.Length - 1; x++)
            {
                var value = above[x] + below[x] + row[x - 1] + row[x + 1] - (4 * row[x]);
                sum += value;
                squares += value * value;
            }
        }

        var count = (double)(width - 2) * (height - 2);
        return count > 0 ? Math.Max(0, (squares / count) - (sum / count * (sum / count))) : 0;
    }

    private static double SmoothnessOf(byte[] brightness, int width, int height, double mean, double contrast)
    {
        if (contrast < 1e-9)
            return 1;
        double across = 0,
            down = 0;
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
                if (IsNear(pixels.Bytes, at, 0) && IsNear(pixels.Bytes, at, 1) && IsNear(pixels.Bytes, at, 2))
                    flat++;
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
            counts[
                (((pixels.Bytes[at] >> Shift) << (2 * ColourBits)) | ((pixels.Bytes[at + 1] >> Shift) << ColourBits))
                    | (pixels.Bytes[at + 2] >> Shift)
            ]++;
        }

        Array.Sort(counts);
        var (covered, target, colours) = (0, (int)(0.95 * pixels.Width * pixels.Height), 0);
        for (var i = counts.Length - 1; covered < target; i--, colours++)
            covered += counts[i];
        return colours;
    }

    /// <summary>How often brightness turns between rising and falling in each row, small changes passed over.</summary>
    private static int[] TurnsOf(byte[] brightness, int width, int height)
    {
        var turns = new int[height];
        for (var y = 0; y < height; y++)
        {
            var last = 0;
            for (var x = 1; x < width; x++)
            {
                var change = brightness[(y * width) + x] - brightness[(y * width) + x - 1];
                if (Math.Abs(change) < StrokeLevels || Math.Sign(change) == last)
                    continue;
                last = Math.Sign(change);
                turns[y]++;
            }
        }

        return turns;
    }
}
