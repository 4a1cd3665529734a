using Serverless.Core;
using Serverless.Core.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace Serverless.Imaging.ImageSharp;

/// <summary>A picture that ImageSharp decodes whole, then resizes.</summary>
internal sealed class ImageSharpDecodedImage(ImageSharpSource source, int storedWidth, int storedHeight, int orientation, int frames)
    : DecodedImage(storedWidth, storedHeight, orientation)
{
    private const byte Opaque = 255,
        White = 255;

    public override ImageFormat Format => source.Format;

    private protected override int Frames => frames;

    private protected override ColourConversion? Conversion => source.Colours.Conversion;

    private protected override Result<RgbPixels, ImageFailure> Decode(
        int frame,
        int across,
        int down,
        ResampleFilter filter,
        CancellationToken cancellationToken
    )
    {
        var mode = frame == 0 ? FrameDecodingMode.First : FrameDecodingMode.All;
        if (!source.Decode(mode, cancellationToken).TryGet(out var decoded, out var damage))
            return damage;
        using (decoded)
            return Frame(decoded, frame, across, down, filter, cancellationToken);
    }

    /// <summary>
    /// The first by itself, since it mostly shows something; all others from one decoding, for the library knows no fewer.
    /// </summary>
    private protected override IEnumerable<Result<RgbPixels, ImageFailure>> DecodeFrames(
        int count,
        int across,
        int down,
        ResampleFilter filter,
        CancellationToken cancellationToken
    )
    {
        yield return Decode(0, across, down, filter, cancellationToken);
        if (!source.Decode(FrameDecodingMode.All, cancellationToken).TryGet(out var decoded, out var damage))
        {
            yield return damage;
            yield break;
        }

        using (decoded)
        {
            for (var frame = 1; frame < count; frame++)
                yield return Frame(decoded, frame, across, down, filter, cancellationToken);
        }
    }

    private Result<RgbPixels, ImageFailure> Frame(
        Image<Rgba32> decoded,
        int frame,
        int across,
        int down,
        ResampleFilter filter,
        CancellationToken cancellationToken
    )
    {
        if (frame == 0)
            return Resize(decoded, across, down, filter, cancellationToken); // no copy of a large still picture
        if (frame >= decoded.Frames.Count)
            return Truncation.FailureOf(Format, source.Bytes.Span);
        using var image = decoded.Frames.CloneFrame(frame);
        return Resize(image, across, down, filter, cancellationToken);
    }

    private static RgbPixels Resize(Image<Rgba32> image, int across, int down, ResampleFilter filter, CancellationToken cancellationToken)
    {
        image.ProcessPixelRows(FlattenOverWhite);
        cancellationToken.ThrowIfCancellationRequested();
        image.Mutate(steps => steps.Resize(across, down, SamplerOf(filter), compand: false));
        using var small = image.CloneAs<Rgb24>();
        var bytes = new byte[across * down * 3];
        small.CopyPixelDataTo(bytes);
        return new RgbPixels(across, down, bytes);
    }

    private static IResampler SamplerOf(ResampleFilter filter) =>
        filter switch
        {
            ResampleFilter.Nearest => KnownResamplers.NearestNeighbor,
            ResampleFilter.Lanczos => KnownResamplers.Lanczos3,
            ResampleFilter.Bilinear => KnownResamplers.Triangle,
            _ => KnownResamplers.CatmullRom, // cubic, a = -0.5
        };

    private static void FlattenOverWhite(PixelAccessor<Rgba32> rows)
    {
        for (var y = 0; y < rows.Height; y++)
        {
            foreach (ref var pixel in rows.GetRowSpan(y))
            {
                if (pixel.A == Opaque)
                    continue;
                pixel = new Rgba32(Over(pixel.R, pixel.A), Over(pixel.G, pixel.A), Over(pixel.B, pixel.A));
            }
        }
    }

    private static byte Over(byte channel, byte alpha) => (byte)(((channel * alpha) + (White * (Opaque - alpha)) + 127) / Opaque);
}
