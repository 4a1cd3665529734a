using NetVips;

namespace Serverless.Imaging.Vips;

/// <summary>Any colour space, depth and alpha to three bands of 8-bit sRGB over white.</summary>
internal static class VipsColours
{
    private const string ProfileField = "icc-profile-data";

    private static readonly double[] White = [255];

    /// <summary>
    /// Whether a profile can wait until the picture is small: plain RGB bytes stay RGB bytes, and converting a million pixels costs more
    /// than decoding them. What the filter averages in between then is the profile's space, as libvips' own thumbnails do.
    /// </summary>
    public static bool CanWait(Image image) =>
        image.Interpretation == Enums.Interpretation.Srgb && image.Bands == 3 && image.Contains(ProfileField);

    /// <summary>By the embedded profile, of a small picture.</summary>
    /// <exception cref="VipsException">The source is damaged.</exception>
    public static Image Finish(Image small)
    {
        using var converted = WithProfile(small);
        return converted.Cast(Enums.BandFormat.Uchar);
    }

    /// <param name="image">As it is loaded.</param>
    /// <param name="mayUseProfile">Whether an embedded profile counts.</param>
    /// <exception cref="VipsException">The colours cannot be converted.</exception>
    public static Image ToSrgb(Image image, bool mayUseProfile)
    {
        var current = !mayUseProfile || CanWait(image) ? image.Copy() : WithProfile(image);
        const Enums.Interpretation Srgb = Enums.Interpretation.Srgb;
        if (current.Interpretation != Srgb)
            current = Replace(current, old => old.Colourspace(Srgb));
        if (current.HasAlpha())
            current = Replace(current, old => old.Flatten(background: White));
        if (current.Bands > 3)
            current = Replace(current, old => old.ExtractBand(0, n: 3));
        return Replace(current, old => old.Cast(Enums.BandFormat.Uchar));
    }

    /// <summary>A step that gives up its input: the output holds what it needs of it.</summary>
    public static Image Replace(Image old, Func<Image, Image> step)
    {
        using (old)
            return step(old);
    }

    /// <summary>By the embedded profile; CMYK without one by libvips' own. A damaged profile is left out, as browsers do.</summary>
    private static Image WithProfile(Image image)
    {
        var isCmyk = image.Interpretation == Enums.Interpretation.Cmyk;
        if (image.Contains(ProfileField) || isCmyk)
        {
            try
            {
                return image.IccTransform("srgb", embedded: true, inputProfile: isCmyk ? "cmyk" : "srgb");
            }
            catch (VipsException)
            {
                // The plain conversion below still gives a picture.
            }
        }

        return image.Copy();
    }
}
