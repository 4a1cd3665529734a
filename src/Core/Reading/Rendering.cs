using Serverless.Core.Imaging;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Reading;

/// <summary>A picture decoded once for reading: the detector and the lines take their pixels from it.</summary>
/// <param name="Pixels">The pixels.</param>
/// <param name="Scale">Of these pixels to those of the picture; above 1 where a small picture was enlarged.</param>
internal sealed record Rendering(RgbPixels Pixels, double Scale)
{
    /// <summary>A picture at the size it is read at: its own, or enlarged or reduced to the limits.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="cancellationToken">Ends the decoding early.</param>
    public static Result<Rendering, ImageFailure> ForReading(DecodedImage image, CancellationToken cancellationToken)
    {
        double longest = Math.Max(image.Width, image.Height);
        var enlarged = Math.Max(1, Math.Min(ReadingLimits.MaxEnlargement, ReadingLimits.EnlargedSide / longest));
        var scale = Math.Min(enlarged, Math.Sqrt(ReadingLimits.MaxPixels / ((double)image.Width * image.Height)));
        return Decode(image, scale, cancellationToken);
    }

    /// <summary>A picture reduced to a longest side; a smaller one keeps its size.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="side">In pixels.</param>
    /// <param name="cancellationToken">Ends the decoding early.</param>
    public static Result<Rendering, ImageFailure> Small(DecodedImage image, int side, CancellationToken cancellationToken) =>
        Decode(image, Math.Min(1, (double)side / Math.Max(image.Width, image.Height)), cancellationToken);

    private static Result<Rendering, ImageFailure> Decode(DecodedImage image, double scale, CancellationToken cancellationToken)
    {
        var width = Math.Max(1, (int)Math.Round(image.Width * scale));
        var height = Math.Max(1, (int)Math.Round(image.Height * scale));
        return image.Resample(width, height, ResampleFilter.Bicubic, cancellationToken).TryGet(out var pixels, out var failure)
            ? new Rendering(pixels, scale)
            : failure;
    }

    /// <summary>A value of the rendering at any place, between pixels linearly, edges repeated.</summary>
    /// <param name="x">Pixels from the left; 0.5 is the middle of the first.</param>
    /// <param name="y">Pixels from the top.</param>
    /// <param name="red">Added to.</param>
    /// <param name="green">Added to.</param>
    /// <param name="blue">Added to.</param>
    public void Add(double x, double y, ref float red, ref float green, ref float blue)
    {
        var (left, top) = (Math.Clamp(x - 0.5, 0, Pixels.Width - 1), Math.Clamp(y - 0.5, 0, Pixels.Height - 1));
        var (column, row) = ((int)left, (int)top);
        var (right, down) = ((float)(left - column), (float)(top - row));
        var nextColumn = column + 1 < Pixels.Width ? 3 : 0;
        var nextRow = row + 1 < Pixels.Height ? 3 * Pixels.Width : 0;
        var at = 3 * ((row * Pixels.Width) + column);
        var bytes = Pixels.Bytes;
        var (first, second) = ((1 - right) * (1 - down), right * (1 - down));
        var (third, fourth) = ((1 - right) * down, right * down);
        red +=
            (first * bytes[at])
            + (second * bytes[at + nextColumn])
            + (third * bytes[at + nextRow])
            + (fourth * bytes[at + nextColumn + nextRow]);
        at++;
        green +=
            (first * bytes[at])
            + (second * bytes[at + nextColumn])
            + (third * bytes[at + nextRow])
            + (fourth * bytes[at + nextColumn + nextRow]);
        at++;
        blue +=
            (first * bytes[at])
            + (second * bytes[at + nextColumn])
            + (third * bytes[at + nextRow])
            + (fourth * bytes[at + nextColumn + nextRow]);
    }

    /// <summary>Pixels of a rectangle as a tensor; averaged where they shrink.</summary>
    /// <param name="area">In pixels of the rendering.</param>
    /// <param name="width">Wanted width in pixels.</param>
    /// <param name="height">Wanted height in pixels.</param>
    /// <param name="paddedWidth">Width of the tensor: behind <paramref name="width"/> there are zeros.</param>
    /// <param name="normalization">How a channel's byte becomes a number.</param>
    public PixelTensor Sample(Rectangle area, int width, int height, int paddedWidth, ChannelNormalization normalization)
    {
        var plane = paddedWidth * height;
        var values = new float[3 * plane];
        var (stepAlong, stepAcross) = (area.Width / width, area.Height / height);
        var (tapsAlong, tapsAcross) = (Taps(stepAlong), Taps(stepAcross));
        var share = 1f / (tapsAlong * tapsAcross);
        var (sin, cos) = Math.SinCos(area.Angle);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                float red = 0,
                    green = 0,
                    blue = 0;
                for (var down = 0; down < tapsAcross; down++)
                {
                    var across = ((row + ((down + 0.5) / tapsAcross)) * stepAcross) - (area.Height / 2);
                    for (var right = 0; right < tapsAlong; right++)
                    {
                        var along = ((column + ((right + 0.5) / tapsAlong)) * stepAlong) - (area.Width / 2);
                        var part = 2 * along / area.Width;
                        var bent = 1 - (part * part);
                        Add(
                            area.Centre.X + (along * cos) - (across * sin) + (bent * area.Bow.X),
                            area.Centre.Y + (along * sin) + (across * cos) + (bent * area.Bow.Y),
                            ref red,
                            ref green,
                            ref blue
                        );
                    }
                }

                var at = (row * paddedWidth) + column;
                values[at] = normalization.Apply(0, blue * share);
                values[plane + at] = normalization.Apply(1, green * share);
                values[(2 * plane) + at] = normalization.Apply(2, red * share);
            }
        }

        return new PixelTensor(height, paddedWidth, values);
    }

    private static int Taps(double step) => Math.Clamp((int)Math.Ceiling(step - 0.25), 1, 8);
}
