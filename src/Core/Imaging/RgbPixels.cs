namespace Serverless.Core.Imaging;

/// <summary>Upright sRGB pixels, 8 bits a channel.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bytes">[Height, Width, 3], row by row, red first.</param>
public sealed record RgbPixels(int Width, int Height, byte[] Bytes)
{
    /// <summary>Standard deviation, in levels, below which a channel shows nothing.</summary>
    private const double MinContrast = 2.5;

    /// <summary>Whether any channel has contrast: less is one plain colour, compression's noise aside.</summary>
    public bool HasContent()
    {
        for (var channel = 0; channel < 3; channel++)
        {
            double sum = 0,
                squares = 0,
                count = Bytes.Length / 3;
            for (var at = channel; at < Bytes.Length; at += 3)
            {
                sum += Bytes[at];
                squares += Bytes[at] * Bytes[at];
            }

            var mean = sum / count;
            if (Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))) >= MinContrast)
                return true;
        }

        return false;
    }
}
