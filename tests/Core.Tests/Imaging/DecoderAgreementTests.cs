using Serverless.Core.Imaging;
using Serverless.Imaging.ImageSharp;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Imaging;

/// <summary>The two decoders see the same picture, at the size a model asks for.</summary>
public sealed class DecoderAgreementTests
{
    private const int Side = 224;

    private static readonly VipsImageDecoder Native = new(new ImageLimits());
    private static readonly ImageSharpDecoder Managed = new(new ImageLimits());

    public static TheoryData<string> Pictures() =>
        [
            .. from folder in (string[])["formats", "images", "golden"]
            from path in Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, folder))
            where Path.GetExtension(path) is ".jpg" or ".png" or ".gif" or ".webp" or ".tiff"
            where Path.GetFileName(path) != "tiled.tiff" // refused by the managed decoder
            select Path.GetRelativePath(Repository.Fixtures, path),
        ];

    /// <summary>
    /// Mean difference in levels of 255. Inverse cosine transforms and chroma upsampling differ a little; embedded profiles are not
    /// applied by the managed decoder, and CMYK is converted by a formula.
    /// </summary>
    [Theory]
    [MemberData(nameof(Pictures))]
    public void Both_decoders_give_the_same_pixels(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, name));
        var (one, other) = (Native.Open(bytes).Value!, Managed.Open(bytes).Value!);
        Assert.Equal((one.Format, one.Width, one.Height), (other.Format, other.Width, other.Height));
        var differences = Pixels(one).Zip(Pixels(other), (a, b) => Math.Abs(a - b)).ToList();
        var tolerance = Path.GetFileName(name) switch
        {
            "cmyk.jpg" => 16,
            "display-p3.jpg" => 12,
            _ => 1.25,
        };
        Assert.InRange(differences.Average(), 0, tolerance);
    }

    private static byte[] Pixels(DecodedImage image) => image.Resample(Side, Side, ResampleFilter.Bicubic).Value!.Bytes;
}
