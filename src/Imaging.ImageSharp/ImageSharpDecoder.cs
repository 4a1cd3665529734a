using System.Collections.Frozen;
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
/// strangers' bytes. No AVIF, no animated WebP, no TIFF in tiles; embedded profiles are not applied, and nothing shrinks while decoding, so that a large
/// picture takes three to four bytes a pixel.
/// </summary>
/// <param name="limits">What a header may announce.</param>
public sealed class ImageSharpDecoder(ImageLimits limits) : IImageDecoder
{
    private const int JpegQuality = 70;

    private static readonly FrozenSet<ImageFormat> Known = ImageSharpSource.Formats.ToFrozenSet();

    /// <inheritdoc/>
    public string Name { get; } = "ImageSharp " + typeof(Image).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <inheritdoc/>
    public IReadOnlySet<ImageFormat> Formats => Known;

    /// <inheritdoc/>
    public Result<DecodedImage, ImageFailure> Open(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        if (!FormatSniffer.Sniff(bytes.Span).TryGet(out var sniffed, out var refusal)) return refusal;
        if (!Known.Contains(sniffed.Format)) return NotDecoded(sniffed.Format.ToString().ToUpperInvariant());
        var frames = FrameCount.Of(sniffed.Format, bytes.Span);
        if (sniffed.Format == ImageFormat.WebP && frames > 1) return NotDecoded("an animated WebP");
        if (sniffed.Format == ImageFormat.Tiff && IsTiled(bytes.Span)) return NotDecoded("a TIFF stored in tiles");
        var source = new ImageSharpSource(bytes, sniffed.Format);
        if (!source.Identify(cancellationToken).TryGet(out var header, out var damage)) return damage;
        return limits.Check(header.Width, header.Height, frames) is { } failure
            ? failure
            : new ImageSharpDecodedImage(source, header.Width, header.Height, OrientationOf(header, sniffed.Format, bytes.Span));
    }

    /// <inheritdoc/>
    public byte[] EncodeJpeg(RgbPixels pixels)
    {
        using var image = Image.LoadPixelData<Rgb24>(pixels.Bytes, pixels.Width, pixels.Height);
        using var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = JpegQuality });
        return stream.ToArray();
    }

    private static bool IsTiled(ReadOnlySpan<byte> bytes) => TiffDirectory.Read(bytes).Numbers(TiffTag.TileOffsets).Length > 0;

    private static int OrientationOf(IImageInfo header, ImageFormat format, ReadOnlySpan<byte> bytes) => format == ImageFormat.Tiff
        ? (int)TiffDirectory.Read(bytes).Number(TiffTag.Orientation, defaultValue: 1)
        : header.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value ?? 1;

    private static ImageFailure NotDecoded(string what) => new(
        ImageFault.UnsupportedFormat,
        $"The picture is {what}, which the managed decoder does not read; CAPTION_DECODER=libvips does. Accepted: JPEG, PNG, GIF, WebP, TIFF.");
}
