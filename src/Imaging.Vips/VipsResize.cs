using NetVips;
using Serverless.Core.Imaging;

namespace Serverless.Imaging.Vips;

/// <summary>
/// Resizes as Pillow does, pixel centres aligned: <c>reducev</c>/<c>reduceh</c> on sides that shrink, <c>affine</c> on sides that grow.
/// <c>vips_resize</c> would displace a growing side by half a pixel (seen: mean error 32 levels on a picture one pixel wide).
/// </summary>
internal static class VipsResize
{
    /// <exception cref="VipsException">The source is damaged.</exception>
    public static Image To(Image image, int width, int height, ResampleFilter filter)
    {
        var kernel = filter switch
        {
            ResampleFilter.Nearest => Enums.Kernel.Nearest,
            ResampleFilter.Lanczos => Enums.Kernel.Lanczos3,
            ResampleFilter.Bilinear => Enums.Kernel.Linear,
            _ => Enums.Kernel.Cubic,
        };
        var (across, down) = ((double)image.Width / width, (double)image.Height / height);
        var current = image.Copy();
        if (down > 1)
            current = VipsColours.Replace(current, old => old.Reducev(down, kernel));
        if (across > 1)
            current = VipsColours.Replace(current, old => old.Reduceh(across, kernel));
        return current.Width == width && current.Height == height
            ? current
            : VipsColours.Replace(current, old => Grow(old, width, height, filter));
    }

    private static Image Grow(Image image, int width, int height, ResampleFilter filter)
    {
        using var interpolate = Interpolate.NewFromName(
            filter switch
            {
                ResampleFilter.Nearest => "nearest",
                ResampleFilter.Bilinear => "bilinear",
                _ => "bicubic", // libvips interpolates with no Lanczos
            }
        );
        using var wide = image.Cast(Enums.BandFormat.Float);
        using var grown = wide.Affine(
            [(double)width / image.Width, 0, 0, (double)height / image.Height],
            interpolate: interpolate,
            oarea: [0, 0, width, height],
            idx: 0.5,
            idy: 0.5,
            odx: -0.5,
            ody: -0.5,
            extend: Enums.Extend.Copy
        );
        using var rounded = grown.Round(Enums.OperationRound.Rint);
        return rounded.Cast(Enums.BandFormat.Uchar);
    }
}
