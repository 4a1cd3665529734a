namespace Serverless.Core.Imaging;

/// <summary>EXIF orientation (CIPA DC-008, tag 0x0112): how stored rows and columns become upright ones.</summary>
internal static class Orientation
{
    /// <summary>Whether width and height are swapped.</summary>
    /// <param name="orientation">1 to 8; anything else counts as 1.</param>
    public static bool Swaps(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Turns stored pixels upright.</summary>
    /// <param name="stored">Pixels as stored.</param>
    /// <param name="orientation">1 to 8; anything else counts as 1.</param>
    public static RgbPixels Apply(RgbPixels stored, int orientation)
    {
        if (orientation is < 2 or > 8)
            return stored;
        var (width, height) = Swaps(orientation) ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
        var upright = new byte[stored.Bytes.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (column, row) = Source(orientation, x, y, stored.Width - 1, stored.Height - 1);
                stored.Bytes.AsSpan(((row * stored.Width) + column) * 3, 3).CopyTo(upright.AsSpan(((y * width) + x) * 3));
            }
        }

        return new RgbPixels(width, height, upright);
    }

    /// <summary>Where the upright pixel (x, y) stands in the stored picture, whose last column and row are given.</summary>
    private static (int Column, int Row) Source(int orientation, int x, int y, int right, int bottom) =>
        orientation switch
        {
            2 => (right - x, y),
            3 => (right - x, bottom - y),
            4 => (x, bottom - y),
            5 => (y, x),
            6 => (y, bottom - x),
            7 => (right - y, bottom - x),
            8 => (right - y, x),
            _ => (x, y),
        };
}
