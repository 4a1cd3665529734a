using Serverless.Core;
using Serverless.Core.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace Serverless.Imaging.ImageSharp;

/// <summary>A picture that ImageSharp decodes whole, then resizes.</summary>
internal sealed class ImageSharpDecodedImage(ImageSharpSource source, int storedWidth, int storedHeight, int orientation) : DecodedImage
{
    private const byte Opaque = 255, White = 255;

    public override ImageFormat Format => source.Format;

    public override int Width => Orientation.Swaps(orientation) ? storedHeight : storedWidth;

    public override int Height => Orientation.Swaps(orientation) ? storedWidth : storedHeight;

    public override Result<RgbPixels, ImageFailure> Resample(
        int width,
        int height,
        ResampleFilter filter,
        CancellationToken cancellationToken = default)
    {
        var (across, down) = Orientation.Swaps(orientation) ? (height, width) : (width, height);
        if (!source.Decode(cancellationToken).TryGet(out var decoded, out var damage)) return damage;
        using (decoded)
        {
            decoded.ProcessPixelRows(FlattenOverWhite);
            cancellationToken.ThrowIfCancellationRequested();
            decoded.Mutate(steps => steps.Resize(across, down, SamplerOf(filter), compand: false));
            using var small = decoded.CloneAs<Rgb24>();
            var bytes = new byte[across * down * 3];
            small.CopyPixelDataTo(bytes);
            return Orientation.Apply(new RgbPixels(across, down, bytes), orientation);
        }
    }

    private static IResampler SamplerOf(ResampleFilter filter) => filter switch
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
                if (pixel.A == Opaque) continue;
                pixel = new Rgba32(Over(pixel.R, pixel.A), Over(pixel.G, pixel.A), Over(pixel.B, pixel.A));
            }
        }
    }

    private static byte Over(byte channel, byte alpha) => (byte)(((channel * alpha) + (White * (Opaque - alpha)) + 127) / Opaque);
}
