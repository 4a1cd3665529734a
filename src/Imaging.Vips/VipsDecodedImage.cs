using NetVips;
using Serverless.Core;
using Serverless.Core.Imaging;

namespace Serverless.Imaging.Vips;

/// <summary>A picture whose pixels libvips decodes, colour-converts and resizes in one streaming pass.</summary>
internal sealed class VipsDecodedImage(VipsSource source, int storedWidth, int storedHeight, int orientation, int frames)
    : DecodedImage(storedWidth, storedHeight, orientation)
{
    /// <summary>The bytes that decode: those given, or with the end that they lacked.</summary>
    private VipsSource _source = source;

    public override ImageFormat Format => _source.Format;

    private protected override int Frames => frames;

    private protected override ColourConversion? Conversion => _source.Colours.Conversion;

    private protected override Result<RgbPixels, ImageFailure> Decode(
        int frame,
        int across,
        int down,
        ResampleFilter filter,
        CancellationToken cancellationToken
    )
    {
        var pixels = TryDecode(_source, frame, across, down, filter, cancellationToken);
        if (pixels is null && _source.WithTrailer() is { } completed)
        {
            pixels = TryDecode(completed, frame, across, down, filter, cancellationToken);
            if (pixels is not null)
                _source = completed;
        }

        if (pixels is not null)
            return new RgbPixels(across, down, pixels);
        return Truncation.FailureOf(_source.Format, _source.Bytes);
    }

    /// <returns>[down, across, 3], or null where libvips reports damage.</returns>
    private byte[]? TryDecode(VipsSource from, int frame, int across, int down, ResampleFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            using var load = from.Load(from.ShrinkFor(StoredWidth, StoredHeight, across, down), frame);
            var loaded = load.Image;
            using var kill = cancellationToken.UnsafeRegister(static image => ((Image)image!).SetKill(true), loaded);
            var mayUseProfile = !from.Colours.OverridesProfile;
            using var colours = VipsColours.ToSrgb(loaded, mayUseProfile);
            using var resized = VipsResize.To(colours, across, down, filter);
            using var finished = mayUseProfile && VipsColours.CanWait(loaded) ? VipsColours.Finish(resized) : null;
            return (finished ?? resized).WriteToMemory<byte>();
        }
        catch (VipsException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }
}
