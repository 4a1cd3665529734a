using System.Globalization;

namespace Serverless.Core.Imaging.Vips;

/// <summary>Decodes with libvips: one loader per accepted format, chosen by the bytes, its header checked before any pixel is decoded.</summary>
/// <param name="limits">What a header may announce.</param>
public sealed class VipsImageDecoder(ImageLimits limits) : IImageDecoder
{
    /// <summary>Loads libvips now instead of at the first picture.</summary>
    /// <returns>Its version.</returns>
    public static string Start() => VipsLibrary.EnsureStarted();

    /// <inheritdoc/>
    public Result<DecodedImage, ImageFailure> Open(ReadOnlyMemory<byte> bytes)
    {
        if (!FormatSniffer.Sniff(bytes.Span).TryGet(out var sniffed, out var refusal)) return refusal;
        var source = new VipsSource(bytes, sniffed.Format);
        try
        {
            using var pin = bytes.Pin();
            using var header = source.Load(pin, shrink: 1);
            var frames = header.GetInt("n-pages") ?? 1;
            return Check(header.Width, header.Height, frames) is { } failure
                ? failure
                : new VipsDecodedImage(source, header.Width, header.Height, header.GetInt("orientation") ?? 1);
        }
        catch (VipsException)
        {
            return source.Damage();
        }
    }

    private ImageFailure? Check(int width, int height, int frames)
    {
        if (width < 1 || height < 1) return new ImageFailure(ImageFault.Dimensions, "The picture has no pixels.");
        if (width > limits.MaxSide || height > limits.MaxSide)
        {
            return new ImageFailure(ImageFault.Dimensions, string.Create(CultureInfo.InvariantCulture, $"The picture is {width} x {height} pixels; a side may have at most {limits.MaxSide}."));
        }

        if ((long)width * height > limits.MaxPixels)
        {
            return new ImageFailure(ImageFault.Dimensions, string.Create(CultureInfo.InvariantCulture, $"The picture is {width} x {height} pixels; at most {limits.MaxPixels} pixels are accepted."));
        }

        return frames > limits.MaxFrames
            ? new ImageFailure(ImageFault.Frames, string.Create(CultureInfo.InvariantCulture, $"The picture has {frames} frames; at most {limits.MaxFrames} are accepted."))
            : null;
    }
}
