namespace Serverless.Core.Imaging;

/// <summary>Turns bytes into a picture.</summary>
public interface IImageDecoder
{
    /// <summary>Reads the header and checks it; pixels are decoded by <see cref="DecodedImage.Resample"/>.</summary>
    /// <param name="bytes">The whole file; must stay unchanged while the picture is used.</param>
    /// <returns>The picture, or why it is refused. Never throws for what a sender can send.</returns>
    Result<DecodedImage, ImageFailure> Open(ReadOnlyMemory<byte> bytes);
}
