using System.Collections.Frozen;
using NetVips;
using Serverless.Core;
using Serverless.Core.Imaging;

namespace Serverless.Imaging.Vips;

/// <summary>Decodes with libvips: one loader per accepted format, chosen by the bytes, its header checked before any pixel is decoded.</summary>
/// <param name="limits">What a header may announce.</param>
public sealed class VipsImageDecoder(ImageLimits limits) : IImageDecoder
{
    private const int JpegQuality = 70;

    private static readonly FrozenSet<ImageFormat> All = Enum.GetValues<ImageFormat>().ToFrozenSet();

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
        if (!FormatSniffer.Sniff(bytes.Span).TryGet(out var sniffed, out var refusal)) return refusal;
        var source = new VipsSource(VipsSource.ArrayOf(bytes), sniffed.Format);
        try
        {
            using var header = source.Load(shrink: 1);
            var frames = VipsFields.Int(header, "n-pages") ?? 1;
            return limits.Check(header.Width, header.Height, frames) is { } failure
                ? failure
                : new VipsDecodedImage(source, header.Width, header.Height, VipsFields.Int(header, "orientation") ?? 1);
        }
        catch (VipsException)
        {
            return Truncation.Damage(source.Format, bytes.Span);
        }
    }

    /// <inheritdoc/>
    public byte[] EncodeJpeg(RgbPixels pixels)
    {
        Start();
        using var image = Image.NewFromMemory(pixels.Bytes, pixels.Width, pixels.Height, 3, Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer(q: JpegQuality);
    }
}
