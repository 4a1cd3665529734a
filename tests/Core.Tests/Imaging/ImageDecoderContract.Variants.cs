using Serverless.Core.Imaging;
using Serverless.Testing;

namespace Serverless.Core.Tests.Imaging;

/// <summary>
/// Variants that a decoder reads without a word and shows wrongly: the right colours, or a refusal that names the variant.
/// </summary>
public abstract partial class ImageDecoderContract
{
    /// <summary>Mean levels of 255 by which chroma, profiles and rounding may differ.</summary>
    private const double Tolerance = 1,
        LossyTolerance = 18;

    public static TheoryData<string> Tiffs() => [.. Files("imaging/tiff", "*.tif")];

    public static TheoryData<string> ColouredPngs() => [.. Files("imaging/png", "*.png")];

    public static TheoryData<string> BlankFirst() =>
        [.. Files("imaging/frames", "*").Where(name => !name.StartsWith("all", StringComparison.Ordinal))];

    /// <summary>A decoder may refuse more than the name asks, never show other colours.</summary>
    [Theory]
    [MemberData(nameof(Tiffs))]
    public void A_TIFF_shows_its_colours_or_is_refused_as_a_variant(string name)
    {
        var opened = Decoder.Open(Read("imaging/tiff", name));
        if (!opened.TryGet(out var image, out var failure))
        {
            Assert.Equal(ImageFailureReason.UnsupportedFormat, failure.Reason);
            Assert.True(name.StartsWith("refused", StringComparison.Ordinal) || RefusesMore(name), failure.Detail);
            Assert.Contains(
                name.Contains("zstd", StringComparison.Ordinal) ? "Zstandard" : "TIFF",
                failure.Detail,
                StringComparison.Ordinal
            );
            return;
        }

        Assert.True(
            name.StartsWith("right", StringComparison.Ordinal) || TakesMore(name),
            "a variant that is known to come out wrong is shown"
        );
        var reference = name.Contains("gray", StringComparison.Ordinal) ? "ref-gray.png" : "ref.png";
        var difference = Difference(Whole(image), Whole(Value(Decoder.Open(Read("imaging", reference)))));
        Assert.InRange(
            difference,
            0,
            name.Contains("cmyk", StringComparison.Ordinal) || name.Contains("jpeg", StringComparison.Ordinal) ? LossyTolerance : Tolerance
        );
    }

    [Theory]
    [MemberData(nameof(ColouredPngs))]
    public void A_PNG_shows_the_colours_that_its_chunks_say_in_the_specifications_order(string name)
    {
        byte[] wanted = [200, 60, 40, 60, 160, 70, 40, 80, 190, 128, 128, 128, 230, 200, 60, 250, 250, 250];
        var image = Value(Decoder.Open(Read("imaging/png", name)));
        var shown = Value(image.Resample(6, 1, ResampleFilter.Nearest)).Bytes;
        for (var i = 0; i < wanted.Length; i++)
            Assert.InRange(shown[i], wanted[i] - 4, wanted[i] + 4);
    }

    [Theory]
    [MemberData(nameof(BlankFirst))]
    public void Of_an_animation_the_first_frame_that_shows_something_is_taken(string name)
    {
        if (SkipsFrames(name))
            return;
        var pixels = Value(Value(Decoder.Open(Read("imaging/frames", name))).Resample(32, 16, ResampleFilter.Bicubic));
        AssertNear(pixels, 3, 8, 200, 30, 40);
        AssertNear(pixels, 28, 8, 20, 60, 190);
    }

    [Fact]
    public void An_animation_of_blanks_is_blank() =>
        Assert.False(
            Value(Value(Decoder.Open(Read("imaging/frames", "all-blank.gif"))).Resample(32, 16, ResampleFilter.Bicubic)).HasContent()
        );

    /// <summary>Bytes cut from the end, fewer than reach the pixels.</summary>
    [Theory]
    [InlineData("whole.jpg", 1)]
    [InlineData("whole.jpg", 2)]
    [InlineData("whole-progressive.jpg", 2)]
    [InlineData("whole.gif", 1)]
    [InlineData("whole.gif", 2)]
    [InlineData("whole.png", 4)]
    [InlineData("whole.png", 12)]
    public void A_picture_that_lacks_only_its_end_is_shown(string name, int missing)
    {
        if (WantsEnd(name, missing))
            return;
        var whole = Read("imaging/ends", name);
        var expected = Whole(Value(Decoder.Open(whole)));
        Assert.Equal(expected.Bytes, Whole(Value(Decoder.Open(whole.AsMemory(..^missing)))).Bytes);
    }

    [Theory]
    [InlineData("whole.jpg")]
    [InlineData("whole-progressive.jpg")]
    [InlineData("whole.gif")]
    [InlineData("whole.webp")]
    [InlineData("whole.png")]
    public void A_picture_that_lacks_pixels_is_truncated(string name)
    {
        var whole = Read("imaging/ends", name);
        for (var share = 0.3; share < 0.95; share += 0.05)
        {
            var opened = Decoder.Open(whole.AsMemory(0, (int)(whole.Length * share)));
            var fault = opened.TryGet(out var image, out var failure)
                ? image.Resample(image.Width, image.Height, ResampleFilter.Nearest).Failure?.Reason
                : failure.Reason;
            Assert.Equal(ImageFailureReason.Truncated, fault);
        }
    }

    /// <summary>What only this decoder refuses; the names of the files say what all must refuse.</summary>
    private protected virtual bool RefusesMore(string name) => false;

    /// <summary>What this decoder shows rightly though another must refuse it.</summary>
    private protected virtual bool TakesMore(string name) => false;

    /// <summary>Animations of which this decoder knows one frame alone.</summary>
    private protected virtual bool SkipsFrames(string name) => false;

    /// <summary>Whether this decoder cannot tell such a file from one that lacks pixels.</summary>
    private protected virtual bool WantsEnd(string name, int missing) => false;

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Fixtures, folder), pattern)
            .Select(path => Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal);

    private static byte[] Read(string folder, string name) => File.ReadAllBytes(Path.Combine(Repository.Fixtures, folder, name));

    private static RgbPixels Whole(DecodedImage image) => Value(image.Resample(image.Width, image.Height, ResampleFilter.Nearest));

    private static double Difference(RgbPixels one, RgbPixels other) => one.Bytes.Zip(other.Bytes, (a, b) => Math.Abs(a - b)).Average();
}
