namespace Serverless.Core.Imaging.Vips;

/// <summary>Any colour space, depth and alpha to three bands of 8-bit sRGB over white.</summary>
internal static class VipsColours
{
    private const int Cmyk = 15;
    private const int Srgb = 22;
    private const string ProfileField = "icc-profile-data";

    /// <summary>
    /// Whether a profile can wait until the picture is small: plain RGB bytes stay RGB bytes, and converting a million pixels costs more than decoding them.
    /// What the filter averages in between then is the profile's space, as libvips' own thumbnails do.
    /// </summary>
    public static bool CanWait(VipsImage image) => image.Interpretation == Srgb && image.Bands == 3 && image.HasField(ProfileField);

    /// <summary>By the embedded profile, of a small picture.</summary>
    /// <exception cref="VipsException">The source is damaged.</exception>
    public static VipsImage Finish(VipsImage small) => VipsOperation.Replace(WithProfile(small), "cast", ("format", "uchar"));

    /// <exception cref="VipsException">The colours cannot be converted.</exception>
    public static VipsImage ToSrgb(VipsImage image)
    {
        var current = CanWait(image) ? VipsOperation.Apply("copy", image) : WithProfile(image);
        if (current.Interpretation != Srgb) current = VipsOperation.Replace(current, "colourspace", ("space", "srgb"));
        if (current.HasAlpha) current = VipsOperation.Replace(current, "flatten", ("background", "255"));
        if (current.Bands > 3) current = VipsOperation.Replace(current, "extract_band", ("band", 0), ("n", 3));
        return VipsOperation.Replace(current, "cast", ("format", "uchar"));
    }

    /// <summary>By the embedded profile; CMYK without one by libvips' own. A damaged profile is left out, as browsers do.</summary>
    private static VipsImage WithProfile(VipsImage image)
    {
        if (image.HasField(ProfileField) || image.Interpretation == Cmyk)
        {
            try
            {
                return VipsOperation.Apply("icc_transform", image, ("output-profile", "srgb"), ("embedded", true), ("input-profile", image.Interpretation == Cmyk ? "cmyk" : "srgb"));
            }
            catch (VipsException)
            {
                // The plain conversion below still gives a picture.
            }
        }

        return VipsOperation.Apply("copy", image);
    }
}
