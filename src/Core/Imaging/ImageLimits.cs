using System.Globalization;

namespace Serverless.Core.Imaging;

/// <summary>What a header may announce before anything is decoded.</summary>
/// <param name="MaxPixels">Width times height, in pixels. Default 50 megapixels.</param>
/// <param name="MaxSide">The longer side, in pixels. Default 16,384.</param>
/// <param name="MaxFrames">Frames or pages; only the first is ever decoded. Default 1,000.</param>
public sealed record ImageLimits(long MaxPixels = 50_000_000, int MaxSide = 16_384, int MaxFrames = 1_000)
{
    /// <summary>Holds a header against the limits.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="frames">Frames or pages.</param>
    /// <returns>Null when it is acceptable.</returns>
    public ImageFailure? Check(int width, int height, int frames)
    {
        if (width < 1 || height < 1)
            return new ImageFailure(ImageFailureReason.Dimensions, "The picture has no pixels.");
        var size = string.Create(CultureInfo.InvariantCulture, $"The picture is {width} x {height} pixels");
        if (Math.Max(width, height) > MaxSide)
        {
            return new ImageFailure(
                ImageFailureReason.Dimensions,
                string.Create(CultureInfo.InvariantCulture, $"{size}; a side may have at most {MaxSide} (CAPTION_MAX_SIDE).")
            );
        }

        if ((long)width * height > MaxPixels)
        {
            return new ImageFailure(
                ImageFailureReason.Dimensions,
                string.Create(CultureInfo.InvariantCulture, $"{size}; at most {MaxPixels} pixels are accepted (CAPTION_MAX_PIXELS).")
            );
        }

        return frames <= MaxFrames
            ? null
            : new ImageFailure(
                ImageFailureReason.Frames,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The picture has {frames} frames; at most {MaxFrames} are accepted (CAPTION_MAX_FRAMES)."
                )
            );
    }
}
