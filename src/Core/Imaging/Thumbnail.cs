namespace Serverless.Core.Imaging;

/// <summary>Small pictures for reports.</summary>
public static class Thumbnail
{
    /// <summary>A JPEG of a picture, upright, scaled down to fit a square; a smaller one keeps its size.</summary>
    /// <param name="decoder">Encodes.</param>
    /// <param name="image">The picture.</param>
    /// <param name="side">Side of the square in pixels, at least 1.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static Result<byte[], ImageFailure> Make(
        IImageDecoder decoder,
        DecodedImage image,
        int side,
        CancellationToken cancellationToken
    )
    {
        var scale = Math.Min(1, (double)side / Math.Max(image.Width, image.Height));
        var width = Math.Max(1, (int)Math.Round(image.Width * scale));
        var height = Math.Max(1, (int)Math.Round(image.Height * scale));
        return image.Resample(width, height, ResampleFilter.Bilinear, cancellationToken).TryGet(out var pixels, out var failure)
            ? decoder.EncodeJpeg(pixels)
            : failure;
    }
}
