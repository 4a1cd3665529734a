using System.Buffers;

namespace Serverless.Core.Imaging.Vips;

/// <summary>Encoded bytes with the loader their format asks for.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Format">What the bytes are.</param>
internal sealed record VipsSource(ReadOnlyMemory<byte> Bytes, ImageFormat Format)
{
    private const int NoShrink = 1;

    /// <summary>The factors this format can shrink by while decoding, largest first.</summary>
    private ReadOnlySpan<int> ShrinkFactors => Format switch
    {
        ImageFormat.Jpeg => [8, 4, 2],
        ImageFormat.WebP => [4, 2],
        _ => [],
    };

    /// <summary>Starts a lazy decode that fails on truncated and damaged data.</summary>
    /// <param name="pin">Holds the bytes in place until the image is disposed.</param>
    /// <param name="shrink">1, or a factor given by <see cref="ShrinkFor"/>.</param>
    /// <exception cref="VipsException">The header is damaged.</exception>
    public unsafe VipsImage Load(MemoryHandle pin, int shrink)
    {
        using var load = new VipsOperation(Format switch
        {
            ImageFormat.Jpeg => "jpegload_buffer",
            ImageFormat.Png => "pngload_buffer",
            ImageFormat.Gif => "gifload_buffer",
            ImageFormat.WebP => "webpload_buffer",
            ImageFormat.Avif => "heifload_buffer",
            ImageFormat.Tiff => "tiffload_buffer",
            _ => throw new InvalidOperationException($"No loader for {Format}."),
        });
        load.SetBytes("buffer", (byte*)pin.Pointer, Bytes.Length);
        load.Set("access", "sequential");
        load.Set("fail_on", "error");
        if (shrink > NoShrink && Format == ImageFormat.Jpeg) load.Set("shrink", shrink);
        if (shrink > NoShrink && Format == ImageFormat.WebP) load.Set("scale", 1.0 / shrink);
        return load.Run();
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

    /// <summary>Names the damage after a failed decode: cut off, or broken.</summary>
    public ImageFailure Damage() => Truncation.IsCut(Format, Bytes.Span)
        ? new ImageFailure(ImageFault.Truncated, $"The {Format.ToString().ToUpperInvariant()} picture ends before its data is complete.")
        : new ImageFailure(ImageFault.Unreadable, $"The {Format.ToString().ToUpperInvariant()} picture is damaged and cannot be decoded.");
}
