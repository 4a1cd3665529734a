namespace Serverless.Core.Imaging.Vips;

/// <summary>A picture whose pixels libvips decodes, colour-converts and resizes in one streaming pass.</summary>
internal sealed class VipsDecodedImage(VipsSource source, int storedWidth, int storedHeight, int orientation) : DecodedImage
{
    public override ImageFormat Format => source.Format;

    public override int Width => Orientation.Swaps(orientation) ? storedHeight : storedWidth;

    public override int Height => Orientation.Swaps(orientation) ? storedWidth : storedHeight;

    public override Result<RgbPixels, ImageFailure> Resample(int width, int height, ResampleFilter filter)
    {
        // Resized as stored and turned upright afterwards: the filters are symmetrical, and a stream cannot be read sideways.
        var (across, down) = Orientation.Swaps(orientation) ? (height, width) : (width, height);
        try
        {
            using var pin = source.Bytes.Pin();
            using var loaded = source.Load(pin, source.ShrinkFor(storedWidth, storedHeight, across, down));
            using var colours = VipsColours.ToSrgb(loaded);
            using var resized = VipsResize.To(colours, across, down, filter);
            using var finished = VipsColours.CanWait(loaded) ? VipsColours.Finish(resized) : null;
            return Orientation.Apply(new RgbPixels(across, down, (finished ?? resized).ToBytes()), orientation);
        }
        catch (VipsException)
        {
            return source.Damage();
        }
    }
}
