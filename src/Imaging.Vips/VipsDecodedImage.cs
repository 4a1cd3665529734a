using NetVips;
using Serverless.Core;
using Serverless.Core.Imaging;

namespace Serverless.Imaging.Vips;

/// <summary>A picture whose pixels libvips decodes, colour-converts and resizes in one streaming pass.</summary>
internal sealed class VipsDecodedImage(VipsSource source, int storedWidth, int storedHeight, int orientation) : DecodedImage
{
    public override ImageFormat Format => source.Format;

    public override int Width => Orientation.Swaps(orientation) ? storedHeight : storedWidth;

    public override int Height => Orientation.Swaps(orientation) ? storedWidth : storedHeight;

    public override Result<RgbPixels, ImageFailure> Resample(
        int width,
        int height,
        ResampleFilter filter,
        CancellationToken cancellationToken = default)
    {
        // Resized as stored and turned upright afterwards: the filters are symmetrical, and a stream cannot be read sideways.
        var (across, down) = Orientation.Swaps(orientation) ? (height, width) : (width, height);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var loaded = source.Load(source.ShrinkFor(storedWidth, storedHeight, across, down));
            using var kill = cancellationToken.UnsafeRegister(static image => ((Image)image!).SetKill(true), loaded);
            using var colours = VipsColours.ToSrgb(loaded);
            using var resized = VipsResize.To(colours, across, down, filter);
            using var finished = VipsColours.CanWait(loaded) ? VipsColours.Finish(resized) : null;
            return Orientation.Apply(new RgbPixels(across, down, (finished ?? resized).WriteToMemory<byte>()), orientation);
        }
        catch (VipsException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Truncation.Damage(source.Format, source.Bytes);
        }
    }
}
