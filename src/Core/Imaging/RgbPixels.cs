namespace Serverless.Core.Imaging;

/// <summary>Upright sRGB pixels, 8 bits a channel.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bytes">[Height, Width, 3], row by row, red first.</param>
public sealed record RgbPixels(int Width, int Height, byte[] Bytes);
