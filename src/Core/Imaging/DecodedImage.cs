namespace Serverless.Core.Imaging;

/// <summary>
/// A picture whose header was read and found acceptable: upright, sRGB, three channels, alpha over white, first frame.
/// Pixels are decoded on demand, so that a format that can shrink while decoding does, and nothing larger than needed is held.
/// </summary>
public abstract class DecodedImage
{
    /// <summary>The format by the bytes, whatever the sender said.</summary>
    public abstract ImageFormat Format { get; }

    /// <summary>Width in pixels after the EXIF orientation was applied.</summary>
    public abstract int Width { get; }

    /// <summary>Height in pixels after the EXIF orientation was applied.</summary>
    public abstract int Height { get; }

    /// <summary>Decodes and resizes in one pass, antialiased when shrinking, edges repeated when growing.</summary>
    /// <param name="width">Wanted width in pixels, at least 1.</param>
    /// <param name="height">Wanted height in pixels, at least 1.</param>
    /// <param name="filter">The resampling filter.</param>
    /// <param name="cancellationToken">Ends the decoding early.</param>
    /// <returns>The pixels, or <see cref="ImageFault.Truncated"/> or <see cref="ImageFault.Unreadable"/>.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public abstract Result<RgbPixels, ImageFailure> Resample(
        int width,
        int height,
        ResampleFilter filter,
        CancellationToken cancellationToken = default);
}
