using System.Collections.Frozen;
using System.Reflection;
using Serverless.Core;
using Serverless.Core.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using IImageDecoder = Serverless.Core.Imaging.IImageDecoder;

namespace Serverless.Imaging.ImageSharp;

/// <summary>
/// Decodes with ImageSharp, in managed code alone: for platforms without libvips' natives, and for operators who want no C decoder near
/// strangers' bytes. No AVIF, no animated WebP, no TIFF in tiles; embedded profiles are not applied, and nothing shrinks while decoding,
/// so that a large picture takes four bytes a pixel and more.
/// </summary>
/// <param name="limits">What a header may announce.</param>
public sealed class ImageSharpDecoder(ImageLimits limits) : IImageDecoder
{
    private const long MaxAnimationPixels = 100_000_000;

    /// <summary>None, CCITT, LZW, JPEG, Deflate, PackBits.</summary>
    private static readonly TiffVariant Variants = new(new HashSet<int> { 1, 2, 3, 4, 5, 7, 8, 32773, 32946 }, IsSupported);

    private static readonly FrozenSet<ImageFormat> Known = ImageSharpSource.Formats.ToFrozenSet();

    /// <inheritdoc/>
    public string Name { get; } = "ImageSharp " + Version();

    /// <inheritdoc/>
    public IReadOnlySet<ImageFormat> Formats => Known;

    /// <inheritdoc/>
    public Result<DecodedImage, ImageFailure> Open(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        if (!FormatDetector.Detect(bytes.Span).TryGet(out var sniffed, out var refusal))
            return refusal;
        if (!Known.Contains(sniffed.Format))
            return NotDecoded(sniffed.Format.ToString().ToUpperInvariant());
        var frames = FrameCount.Of(sniffed.Format, bytes.Span);
        if (sniffed.Format == ImageFormat.WebP && frames > 1)
            return NotDecoded("an animated WebP");
        var directory = sniffed.Format == ImageFormat.Tiff ? TiffDirectory.Read(bytes.Span) : null;
        if (directory?.Numbers(TiffTag.TileOffsets).Length > 0)
            return NotDecoded("a TIFF stored in tiles");
        if (directory is not null && Variants.FindUnsupported(directory) is { } variant)
            return variant;
        var colours = sniffed.Format == ImageFormat.Png ? PngColours.Read(bytes.Span) : PngColours.None;
        var source = new ImageSharpSource(MissingTrailer.AppendIfComplete(sniffed.Format, bytes), sniffed.Format, colours);
        if (!source.Identify(cancellationToken).TryGet(out var header, out var damage))
            return damage;
        return limits.Check(header.Width, header.Height, frames) is { } failure
            ? failure
            : new ImageSharpDecodedImage(
                source,
                header.Width,
                header.Height,
                OrientationOf(header, directory),
                FramesOf(sniffed.Format, frames, header)
            );
    }

    /// <inheritdoc/>
    public byte[] EncodeJpeg(RgbPixels pixels, int quality = 70)
    {
        using var image = Image.LoadPixelData<Rgb24>(pixels.Bytes, pixels.Width, pixels.Height);
        using var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = quality });
        return stream.ToArray();
    }

    /// <summary>The package's version: the assembly's own stands still within a major version.</summary>
    private static string Version() =>
        typeof(Image).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static int OrientationOf(IImageInfo header, TiffDirectory? directory) =>
        (int?)directory?.Number(TiffTag.Orientation, defaultValue: 1)
        ?? header.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value
        ?? 1;

    /// <summary>
    /// All frames are held at once while a blank first one is passed over; of an animation too large for that the first is taken.
    /// </summary>
    private static int FramesOf(ImageFormat format, int frames, IImageInfo header) =>
        format == ImageFormat.Gif && (long)frames * header.Width * header.Height <= MaxAnimationPixels ? frames : 1;

    private static bool IsSupported(TiffPhotometric photometric, int bits) =>
        photometric switch
        {
            TiffPhotometric.WhiteIsZero or TiffPhotometric.BlackIsZero => bits is 1 or 2 or 4 or 8 or 12 or 16,
            TiffPhotometric.Palette => bits is 1 or 2 or 4 or 8,
            TiffPhotometric.Rgb => bits is 8 or 12 or 16 or 32,
            TiffPhotometric.YCbCr => bits == 8,
            _ => false,
        };

    private static ImageFailure NotDecoded(string what) =>
        new(
            ImageFailureReason.UnsupportedFormat,
            $"The picture is {what}, which the managed decoder does not read; CAPTION_DECODER=libvips does. "
                + "Accepted: JPEG, PNG, GIF, WebP, TIFF."
        );
}
