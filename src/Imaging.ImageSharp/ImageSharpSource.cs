using System.Runtime.InteropServices;
using Serverless.Core;
using Serverless.Core.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace Serverless.Imaging.ImageSharp;

/// <summary>Encoded bytes with the decoder their format asks for.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Format">What the bytes are.</param>
/// <param name="Colours">Colours that the file declares and ImageSharp does not apply.</param>
internal sealed record ImageSharpSource(ReadOnlyMemory<byte> Bytes, ImageFormat Format, PngColours Colours)
{
    private static readonly Configuration Configuration = new() { MaxDegreeOfParallelism = 1 }; // hosts run several pictures side by side

    /// <summary>The formats it decodes.</summary>
    public static IReadOnlyList<ImageFormat> Formats { get; } =
    [ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Gif, ImageFormat.WebP, ImageFormat.Tiff];

    /// <summary>Reads the header.</summary>
    public Result<IImageInfo, ImageFailure> Identify(CancellationToken cancellationToken) =>
        Run(
            stream => ((IImageInfoDetector)Decoder(FrameDecodingMode.First)).Identify(Configuration, stream, cancellationToken)!,
            cancellationToken
        );

    /// <summary>Decodes the first frame, or all.</summary>
    /// <returns>To be disposed by the caller.</returns>
    public Result<Image<Rgba32>, ImageFailure> Decode(FrameDecodingMode frames, CancellationToken cancellationToken) =>
        Truncation.IsTruncated(Format, Bytes.Span) // what is missing would be filled in without a word
            ? Truncation.FailureOf(Format, Bytes.Span)
            : Run(stream => Decoder(frames).Decode<Rgba32>(Configuration, stream, cancellationToken), cancellationToken);

    private SixLabors.ImageSharp.Formats.IImageDecoder Decoder(FrameDecodingMode frames) =>
        Format switch
        {
            ImageFormat.Jpeg => new JpegDecoder(),
            ImageFormat.Png => new PngDecoder(),
            ImageFormat.Gif => new GifDecoder { DecodingMode = frames },
            ImageFormat.WebP => new WebpDecoder(),
            ImageFormat.Tiff => new TiffDecoder { DecodingMode = FrameDecodingMode.First },
            _ => throw new InvalidOperationException($"No decoder for {Format}."),
        };

    /// <summary>
    /// Damaged bytes come back as exceptions of many kinds, indexes out of range among them; each is a picture that cannot be read. Caught
    /// broadly for that, as native code's errors are.
    /// </summary>
    private Result<T, ImageFailure> Run<T>(Func<Stream, T> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var stream = MemoryMarshal.TryGetArray(Bytes, out var part)
                ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false)
                : new MemoryStream(Bytes.ToArray(), writable: false);
            return read(stream) is { } value ? value : Truncation.FailureOf(Format, Bytes.Span);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Truncation.FailureOf(Format, Bytes.Span);
        }
    }
}
