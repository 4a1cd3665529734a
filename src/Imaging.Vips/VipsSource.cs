using System.Runtime.InteropServices;
using NetVips;
using Serverless.Core.Imaging;

namespace Serverless.Imaging.Vips;

/// <summary>Encoded bytes with the loader their format asks for.</summary>
/// <param name="Bytes">The whole file; libvips reads it in place.</param>
/// <param name="Format">What the bytes are.</param>
internal sealed record VipsSource(byte[] Bytes, ImageFormat Format)
{
    private const int NoShrink = 1;

    /// <summary>The factors this format can shrink by while decoding, largest first.</summary>
    private ReadOnlySpan<int> ShrinkFactors => Format switch
    {
        ImageFormat.Jpeg => [8, 4, 2],
        ImageFormat.WebP => [4, 2],
        _ => [],
    };

    /// <summary>The array behind the bytes where they are all of it, else a copy.</summary>
    public static byte[] ArrayOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var part) && part.Offset == 0 && part.Count == part.Array!.Length ? part.Array : bytes.ToArray();

    /// <summary>Starts a lazy decode that fails on truncated and damaged data.</summary>
    /// <param name="shrink">1, or a factor given by <see cref="ShrinkFor"/>.</param>
    /// <exception cref="VipsException">The header is damaged.</exception>
    public Image Load(int shrink)
    {
        using var source = Source.NewFromMemory(Bytes);
        const Enums.Access Access = Enums.Access.Sequential;
        const Enums.FailOn FailOn = Enums.FailOn.Error;
        return Format switch
        {
            ImageFormat.Jpeg => Image.JpegloadSource(source, shrink: shrink, access: Access, failOn: FailOn),
            ImageFormat.Png => Image.PngloadSource(source, access: Access, failOn: FailOn),
            ImageFormat.Gif => Image.GifloadSource(source, access: Access, failOn: FailOn),
            ImageFormat.WebP => Image.WebploadSource(source, scale: 1.0 / shrink, access: Access, failOn: FailOn),
            ImageFormat.Avif => Image.HeifloadSource(source, access: Access, failOn: FailOn),
            ImageFormat.Tiff => Image.TiffloadSource(source, access: Access, failOn: FailOn),
            _ => throw new InvalidOperationException($"No loader for {Format}."),
        };
    }

    /// <summary>The largest factor that leaves at least twice the wanted size on both sides, so that the filter still has what it averages.</summary>
    public int ShrinkFor(int storedWidth, int storedHeight, int width, int height)
    {
        foreach (var factor in ShrinkFactors)
        {
            if (storedWidth / factor >= 2 * width && storedHeight / factor >= 2 * height) return factor;
        }

        return NoShrink;
    }
}
