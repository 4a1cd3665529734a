using System.Runtime.InteropServices;
using NetVips;
using Serverless.Core.Imaging;

namespace Serverless.Imaging.Vips;

/// <summary>Encoded bytes with the loader their format asks for.</summary>
/// <param name="Bytes">The whole file; libvips reads it in place.</param>
/// <param name="Format">What the bytes are.</param>
/// <param name="Colours">Colours that the file declares and libvips does not apply.</param>
internal sealed record VipsSource(byte[] Bytes, ImageFormat Format, PngColours Colours)
{
    private const int NoShrink = 1;

    /// <summary>The factors this format can shrink by while decoding, largest first.</summary>
    private ReadOnlySpan<int> ShrinkFactors =>
        Format switch
        {
            ImageFormat.Jpeg => [8, 4, 2],
            ImageFormat.WebP => [4, 2],
            _ => [],
        };

    /// <summary>The array behind the bytes where they are all of it, else a copy.</summary>
    public static byte[] ArrayOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var part) && part.Offset == 0 && part.Count == part.Array!.Length
            ? part.Array
            : bytes.ToArray();

    /// <summary>Whether an end was added: then any warning means missing pixels.</summary>
    public bool IsCompleted { get; private init; }

    /// <summary>The same picture with the end that its container lacks; null where it has one, or lacks more.</summary>
    public VipsSource? WithTrailer() =>
        !IsCompleted && MissingTrailer.Append(Format, Bytes) is { } completed ? this with { Bytes = completed, IsCompleted = true } : null;

    /// <summary>Prepares a lazy decode that fails on truncated and damaged data.</summary>
    /// <param name="shrink">1, or a factor given by <see cref="ShrinkFor"/>.</param>
    /// <param name="frame">The frame, from 0.</param>
    public VipsLoad Load(int shrink, int frame = 0)
    {
        var bytes = frame > 0 && Format == ImageFormat.Png ? ApngFrames.Extract(Bytes, frame) : Bytes;
        return new VipsLoad(Source.NewFromMemory(bytes), source => Open(source, shrink, frame));
    }

    private Image Open(Source source, int shrink, int frame)
    {
        const Enums.Access Access = Enums.Access.Sequential;
        var failOn = IsCompleted ? Enums.FailOn.Warning : Enums.FailOn.Error;
        return Format switch
        {
            ImageFormat.Jpeg => Image.JpegloadSource(source, shrink: shrink, access: Access, failOn: failOn),
            ImageFormat.Png => Image.PngloadSource(source, access: Access, failOn: failOn),
            ImageFormat.Gif => Image.GifloadSource(source, page: frame, access: Access, failOn: failOn),
            ImageFormat.WebP => Image.WebploadSource(source, page: frame, scale: 1.0 / shrink, access: Access, failOn: failOn),
            ImageFormat.Avif => Image.HeifloadSource(source, access: Access, failOn: failOn),
            ImageFormat.Tiff => Image.TiffloadSource(source, access: Access, failOn: failOn),
            _ => throw new InvalidOperationException($"No loader for {Format}."),
        };
    }

    /// <summary>
    /// The largest factor that leaves at least twice the wanted size on both sides, so that the filter still has what it averages.
    /// </summary>
    public int ShrinkFor(int storedWidth, int storedHeight, int width, int height)
    {
        foreach (var factor in ShrinkFactors)
        {
            if (storedWidth / factor >= 2 * width && storedHeight / factor >= 2 * height)
                return factor;
        }

        return NoShrink;
    }
}
