using Serverless.Core;
using Serverless.Core.Imaging;
using Serverless.Imaging.ImageSharp;
using Serverless.Imaging.Vips;

namespace Serverless.Settings.Decoding;

/// <summary>The decoders by the name that <c>CAPTION_DECODER</c> gives them.</summary>
public static class ImageDecoders
{
    /// <summary>The default: faster, and AVIF.</summary>
    public const string Libvips = "libvips";

    /// <summary>Managed code alone.</summary>
    public const string ImageSharp = "imagesharp";

    /// <summary>Makes the chosen decoder and loads what it needs, so that a missing library shows at the start.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="NativeLibraryException">libvips is chosen and cannot be loaded.</exception>
    public static IImageDecoder Start(CaptionSettings settings)
    {
        if (settings.Decoder == ImageSharp)
            return new ImageSharpDecoder(settings.Limits);
        VipsImageDecoder.Start();
        return new VipsImageDecoder(settings.Limits);
    }
}
