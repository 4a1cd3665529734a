using System.Collections.Frozen;
using NetVips;
using Serverless.Core;
using Serverless.Core.Imaging;

namespace Serverless.Imaging.Vips;

/// <summary>
/// Decodes with libvips: one loader per accepted format, chosen by the bytes, its header checked before any pixel is decoded.
/// </summary>
/// <param name="limits">What a header may announce.</param>
public sealed class VipsImageDecoder(ImageLimits limits) : IImageDecoder
{
    private static readonly FrozenSet<ImageFormat> All = Enum.GetValues<ImageFormat>().ToFrozenSet();

    /// <summary>None, CCITT, LZW, JPEG, Deflate, PackBits, WebP.</summary>
    private static readonly TiffVariant Variants = new(new HashSet<int> { 1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50001 }, IsSupported);

    /// <inheritdoc/>
    public string Name => "libvips " + Start();

    /// <inheritdoc/>
    public IReadOnlySet<ImageFormat> Formats => All;

    /// <summary>Loads libvips now instead of at the first picture.</summary>
    /// <returns>Its version.</returns>
    /// <exception cref="NativeLibraryException">The library is missing or does not start.</exception>
    public static string Start() => VipsLibrary.EnsureStarted();

    /// <inheritdoc/>
    public Result<DecodedImage, ImageFailure> Open(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        Start();
        if (!FormatDetector.Detect(bytes.Span).TryGet(out var sniffed, out var refusal))
            return refusal;
        var format = sniffed.Format;
        if (format == ImageFormat.Tiff && Variants.FindUnsupported(TiffDirectory.Read(bytes.Span)) is { } variant)
            return variant;
        var colours = format == ImageFormat.Png ? PngColours.Read(bytes.Span) : PngColours.None;
        var source = new VipsSource(VipsSource.ArrayOf(bytes), format, colours);
        return TryOpen(source)
            ?? (source.WithTrailer() is { } completed ? TryOpen(completed) : null)
            ?? Truncation.FailureOf(format, bytes.Span);
    }

    /// <inheritdoc/>
    public byte[] EncodeJpeg(RgbPixels pixels, int quality = 70)
    {
        Start();
        using var image = Image.NewFromMemory(pixels.Bytes, pixels.Width, pixels.Height, 3, Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer(q: quality);
    }

    /// <returns>The picture or the exceeded limit; null where libvips reports damage.</returns>
    private Result<DecodedImage, ImageFailure>? TryOpen(VipsSource source)
    {
        try
        {
            using var load = source.Load(shrink: 1);
            var header = load.Image;
            var pages = VipsFields.Int(header, "n-pages") ?? 1;
            if (limits.Check(header.Width, header.Height, pages) is { } failure)
                return failure;
            var orientation = VipsFields.Int(header, "orientation") ?? 1;
            return new VipsDecodedImage(source, header.Width, header.Height, orientation, FramesOf(source, pages));
        }
        catch (VipsException)
        {
            return null;
        }
    }

    /// <summary>A page of a TIFF and a picture of an AVIF stand for themselves; frames of an animation stand in for one another.</summary>
    private static int FramesOf(VipsSource source, int pages) =>
        source.Format switch
        {
            ImageFormat.Gif or ImageFormat.WebP => pages,
            ImageFormat.Png => 1 + ApngFrames.Count(source.Bytes),
            _ => 1,
        };

    /// <summary>
    /// Measured over variants made from one photograph; 32 bits a sample, signed ones and others came out as other colours.
    /// </summary>
    private static bool IsSupported(TiffPhotometric photometric, int bits) =>
        photometric switch
        {
            TiffPhotometric.WhiteIsZero or TiffPhotometric.BlackIsZero => bits is 1 or 2 or 4 or 8 or 16,
            TiffPhotometric.Palette => bits is 1 or 2 or 4 or 8,
            TiffPhotometric.Rgb or TiffPhotometric.Cmyk => bits is 8 or 16,
            TiffPhotometric.CieLab => bits == 16,
            _ => false,
        };
}
