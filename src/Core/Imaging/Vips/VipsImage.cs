using System.Runtime.InteropServices;

namespace Serverless.Core.Imaging.Vips;

/// <summary>A reference to a libvips image: a recipe that is carried out when its pixels are asked for.</summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    public VipsImage(nint image)
        : base(0, ownsHandle: true) => SetHandle(image);

    /// <summary>An image of pixels in memory, which are copied.</summary>
    public static VipsImage Of(RgbPixels pixels)
    {
        VipsLibrary.EnsureStarted();
        fixed (byte* data = pixels.Bytes)
        {
            var image = VipsNative.vips_image_new_from_memory_copy(data, (nuint)pixels.Bytes.Length, pixels.Width, pixels.Height, 3, 0); // 0: unsigned bytes
            return image == 0 ? throw new VipsException("memory", VipsLibrary.TakeError()) : new VipsImage(image);
        }
    }

    public override bool IsInvalid => handle == 0;

    public int Width => VipsNative.vips_image_get_width(handle);

    public int Height => VipsNative.vips_image_get_height(handle);

    public int Bands => VipsNative.vips_image_get_bands(handle);

    public bool HasAlpha => VipsNative.vips_image_hasalpha(handle) != 0;

    /// <summary>VipsInterpretation; 15 is CMYK, 22 sRGB.</summary>
    public int Interpretation => VipsNative.vips_image_get_interpretation(handle);

    public bool HasField(string name) => VipsNative.vips_image_get_typeof(handle, name) != 0;

    public int? GetInt(string name) => HasField(name) && VipsNative.vips_image_get_int(handle, name, out var value) == 0 ? value : null;

    /// <summary>Carries the recipe out.</summary>
    /// <returns>[height, width, bands], or an error when the source is damaged.</returns>
    /// <exception cref="VipsException">libvips reported an error.</exception>
    public byte[] ToBytes()
    {
        var memory = VipsNative.vips_image_write_to_memory(handle, out var size);
        if (memory == null) throw new VipsException("write", VipsLibrary.TakeError());
        try
        {
            return new ReadOnlySpan<byte>(memory, checked((int)size)).ToArray();
        }
        finally
        {
            VipsNative.g_free(memory);
        }
    }

    protected override bool ReleaseHandle()
    {
        VipsNative.g_object_unref(handle);
        return true;
    }
}
