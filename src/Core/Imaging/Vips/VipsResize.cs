using System.Globalization;

namespace Serverless.Core.Imaging.Vips;

/// <summary>
/// Resizes as Pillow does, pixel centres aligned: <c>reducev</c>/<c>reduceh</c> on sides that shrink, <c>affine</c> on sides that grow.
/// <c>vips_resize</c> would displace a growing side by half a pixel (seen: mean error 32 levels on a picture one pixel wide).
/// </summary>
internal static class VipsResize
{
    /// <exception cref="VipsException">The source is damaged.</exception>
    public static VipsImage To(VipsImage image, int width, int height, ResampleFilter filter)
    {
        var kernel = filter switch
        {
            ResampleFilter.Nearest => "nearest",
            ResampleFilter.Lanczos => "lanczos3",
            ResampleFilter.Bilinear => "linear",
            _ => "cubic",
        };
        var current = VipsOperation.Apply("copy", image);
        if (height < image.Height) current = VipsOperation.Replace(current, "reducev", ("vshrink", (double)image.Height / height), ("kernel", kernel));
        if (width < image.Width) current = VipsOperation.Replace(current, "reduceh", ("hshrink", (double)image.Width / width), ("kernel", kernel));
        return current.Width == width && current.Height == height ? current : Grow(current, width, height, filter);
    }

    private static VipsImage Grow(VipsImage image, int width, int height, ResampleFilter filter)
    {
        var matrix = string.Create(CultureInfo.InvariantCulture, $"{(double)width / image.Width:R} 0 0 {(double)height / image.Height:R}");
        var interpolate = filter switch
        {
            ResampleFilter.Nearest => "nearest",
            ResampleFilter.Bilinear => "bilinear",
            _ => "bicubic", // libvips interpolates with no Lanczos
        };
        var wide = VipsOperation.Replace(image, "cast", ("format", "float"));
        var grown = VipsOperation.Replace(
            wide,
            "affine",
            ("matrix", matrix),
            ("interpolate", interpolate),
            ("oarea", $"0 0 {width} {height}"),
            ("idx", 0.5),
            ("idy", 0.5),
            ("odx", -0.5),
            ("ody", -0.5),
            ("extend", "copy"));
        return VipsOperation.Replace(VipsOperation.Replace(grown, "round", ("round", "rint")), "cast", ("format", "uchar"));
    }
}
