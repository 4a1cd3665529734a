namespace Serverless.Core.Imaging;

/// <summary>Turns bytes into a picture. Every decoder gives the same answers (<c>ImageDecoderContract</c> of the tests).</summary>
public interface IImageDecoder
{
    /// <summary>The library that decodes, with its version, such as "libvips 8.18.7".</summary>
    string Name { get; }

    /// <summary>The formats it decodes; others are refused by name.</summary>
    IReadOnlySet<ImageFormat> Formats { get; }

    /// <summary>Reads the header and checks it; pixels are decoded by <see cref="DecodedImage.Resample"/>.</summary>
    /// <param name="bytes">The whole file; must stay unchanged while the picture is used.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <returns>The picture, or why it is refused. Never throws for what a sender can send.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Result<DecodedImage, ImageFailure> Open(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>A JPEG of pixels.</summary>
    /// <param name="pixels">The pixels.</param>
    /// <param name="quality">1 to 100; by default what small pictures in reports have.</param>
    byte[] EncodeJpeg(RgbPixels pixels, int quality = 70);
}
