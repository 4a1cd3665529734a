using Serverless.Core.Imaging;

namespace Serverless.Core.Preprocessing;

/// <summary>A picture to a tensor, by a profile.</summary>
public static class Preprocessor
{
    /// <summary>Resizes and crops.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="profile">The model's settings.</param>
    /// <param name="cancellationToken">Ends the decoding early.</param>
    /// <returns>Pixels of the profile's size, or why the picture cannot be decoded.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Result<RgbPixels, ImageFailure> Resize(
        DecodedImage image,
        PreprocessProfile profile,
        CancellationToken cancellationToken = default
    )
    {
        if (profile.ShortestEdge is not { } edge)
            return image.Resample(profile.Width, profile.Height, profile.Filter, cancellationToken);
        var (width, height) =
            image.Width <= image.Height
                ? (edge, (int)((long)edge * image.Height / image.Width))
                : ((int)((long)edge * image.Width / image.Height), edge);
        return image.Resample(width, height, profile.Filter, cancellationToken).TryGet(out var pixels, out var failure)
            ? Crop(pixels, profile.Width, profile.Height)
            : failure;
    }

    /// <summary>Scales and shifts bytes into planes.</summary>
    /// <param name="pixels">Pixels of the profile's size.</param>
    /// <param name="profile">The model's settings.</param>
    public static PixelTensor Normalize(RgbPixels pixels, PreprocessProfile profile)
    {
        var plane = pixels.Width * pixels.Height;
        var values = new float[3 * plane];
        var (scale, offset) = (profile.Scale, profile.Offset);
        var bytes = pixels.Bytes.AsSpan(0, 3 * plane);
        for (int i = 0, at = 0; i < plane; i++, at += 3)
        {
            values[i] = (bytes[at] * scale.Red) + offset.Red;
            values[plane + i] = (bytes[at + 1] * scale.Green) + offset.Green;
            values[(2 * plane) + i] = (bytes[at + 2] * scale.Blue) + offset.Blue;
        }

        return new PixelTensor(pixels.Height, pixels.Width, values);
    }

    /// <summary>The middle; an odd rest goes to the right and the bottom, as CLIP's processor rounds.</summary>
    private static RgbPixels Crop(RgbPixels pixels, int width, int height)
    {
        var (left, top) = ((pixels.Width - width) / 2, (pixels.Height - height) / 2);
        if (left == 0 && top == 0 && pixels.Width == width && pixels.Height == height)
            return pixels;
        var cropped = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            pixels.Bytes.AsSpan((((top + y) * pixels.Width) + left) * 3, width * 3).CopyTo(cropped.AsSpan(y * width * 3));
        }

        return new RgbPixels(width, height, cropped);
    }
}
