using Serverless.Core.Imaging;
using Serverless.Testing;

namespace Serverless.Core.Tests.Imaging;

/// <summary>
/// What every decoder answers. A decoder that lacks a format refuses it by name; that is asserted in the place of what it would show.
/// </summary>
public abstract partial class ImageDecoderContract
{
    /// <summary>Makes the decoder under test.</summary>
    private protected abstract IImageDecoder Make(ImageLimits limits);

    private IImageDecoder Decoder => Make(new ImageLimits());

    public static TheoryData<string> All() => Names("formats", _ => true);

    public static TheoryData<string> Formats() =>
        Names("formats", name => !name.StartsWith("orientation", StringComparison.Ordinal) && name != "transparent.png");

    public static TheoryData<string> Bad() => Names("bad", name => !name.StartsWith("empty_body", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_gives_red_on_the_left_and_blue_on_the_right(string name)
    {
        if (!IsDecoded(name))
            return;
        var pixels = Resample(name, 48, 32);
        AssertNear(pixels, 4, 16, 200, 30, 40);
        AssertNear(pixels, 44, 16, 20, 60, 190);
    }

    /// <summary>Stored red left, blue right; where red stands once upright, by the EXIF specification.</summary>
    [Theory]
    [InlineData(1, 48, 32, 4, 16)]
    [InlineData(2, 48, 32, 44, 16)]
    [InlineData(3, 48, 32, 44, 16)]
    [InlineData(4, 48, 32, 4, 16)]
    [InlineData(5, 32, 48, 16, 4)]
    [InlineData(6, 32, 48, 16, 4)]
    [InlineData(7, 32, 48, 16, 44)]
    [InlineData(8, 32, 48, 16, 44)]
    public void Orientation_is_applied(int orientation, int width, int height, int redX, int redY)
    {
        var image = Open($"orientation-{orientation}.jpg");
        Assert.Equal((width, height), (image.Width, image.Height));
        AssertNear(Value(image.Resample(width, height, ResampleFilter.Bicubic)), redX, redY, 200, 30, 40);
    }

    [Fact]
    public void Transparent_pixels_are_white() => AssertNear(Resample("transparent.png", 48, 32), 20, 20, 255, 255, 255);

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_picture_is_refused_for_the_reason_in_its_name(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "bad", name));
        var fault = Decoder.Open(bytes).TryGet(out var image, out var failure)
            ? image.Resample(32, 32, ResampleFilter.Bilinear).Failure?.Reason
            : failure.Reason;
        if (!Decoder.Formats.Contains(ImageFormat.Avif) && name.EndsWith(".avif", StringComparison.Ordinal))
        {
            Assert.Equal(ImageFailureReason.UnsupportedFormat, fault);
            return;
        }

        var expected = name.Split('.')[0] switch
        {
            "image_truncated" => ImageFailureReason.Truncated,
            "image_dimensions" => ImageFailureReason.Dimensions,
            "image_frames" => ImageFailureReason.Frames,
            "image_unreadable" => ImageFailureReason.Unreadable,
            _ => ImageFailureReason.UnsupportedFormat,
        };
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("plain.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("plain.png")]
    [InlineData("lossy.webp")]
    [InlineData("plain.gif")]
    [InlineData("plain.avif")]
    [InlineData("lzw.tiff")]
    public void A_picture_cut_anywhere_in_its_data_is_never_decoded_and_never_throws(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "formats", name));
        for (var length = 1; length < bytes.Length * 9 / 10; length += Math.Max(1, bytes.Length / 60))
        {
            if (!Decoder.Open(bytes.AsMemory(0, length)).TryGet(out var image, out var failure))
            {
                Assert.NotEmpty(failure.Detail);
                continue;
            }

            Assert.NotNull(image.Resample(16, 16, ResampleFilter.Bilinear).Failure);
        }
    }

    [Fact]
    public void HEIC_is_called_by_its_name()
    {
        var failure = Decoder.Open(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "bad", "unsupported_media_type.heic"))).Failure!;
        Assert.Contains("HEIC", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_those_given()
    {
        var small = Make(new ImageLimits(MaxPixels: 48 * 32, MaxSide: 48));
        var smaller = Make(new ImageLimits(MaxPixels: (48 * 32) - 1, MaxSide: 48));
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "formats", "plain.png"));
        Assert.Null(small.Open(bytes).Failure);
        Assert.Equal(ImageFailureReason.Dimensions, smaller.Open(bytes).Failure!.Reason);
    }

    [Fact]
    public void A_cancelled_decoding_ends_with_its_token()
    {
        var image = Open("plain.png");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => image.Resample(8, 8, ResampleFilter.Bilinear, cancelled.Token));
    }

    /// <summary>Native code reads the file in place, so it must not move; a segmentation fault would end the run.</summary>
    [Fact]
    public async Task Pictures_are_decoded_while_the_collector_moves_memory()
    {
        var expected = Value(Open("lossy.webp").Resample(48, 32, ResampleFilter.Nearest)).Bytes;
        for (var round = 0; round < 10; round++)
        {
            var decoding = Task.Run(() => Value(Open("lossy.webp").Resample(48, 32, ResampleFilter.Nearest)).Bytes);
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            Assert.Equal(expected, await decoding);
        }
    }

    /// <summary>The pixels are read when they are asked for, long after the file was opened.</summary>
    [Fact]
    public void A_picture_that_was_opened_before_the_collector_ran_is_decoded_after_it()
    {
        var expected = Value(Open("lossy.webp").Resample(48, 32, ResampleFilter.Nearest)).Bytes;
        var image = Open("lossy.webp");
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.Equal(expected, Value(image.Resample(48, 32, ResampleFilter.Nearest)).Bytes);
    }

    [Fact]
    public void A_thumbnail_is_a_JPEG_of_the_picture()
    {
        var made = Value(Thumbnail.Make(Decoder, Open("plain.png"), 24, default));
        var small = Value(Decoder.Open(made));
        Assert.Equal((ImageFormat.Jpeg, 24, 16), (small.Format, small.Width, small.Height));
        AssertNear(Value(small.Resample(24, 16, ResampleFilter.Nearest)), 2, 8, 200, 30, 40);
    }

    /// <summary>
    /// Whatever is done to the bytes of a picture, the answer is pixels or a failure: nothing throws and the process lives.
    /// </summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Random_damage_gives_pixels_or_a_failure(string name)
    {
        var decoder = Make(new ImageLimits(MaxPixels: 4_000_000));
        var whole = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "formats", name));
        var random = new Random(name.Length * 7919);
        for (var round = 0; round < TestSize.Of(60, 3_000); round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var hits = random.Next(1, 9); hits > 0; hits--)
                bytes[random.Next(8, bytes.Length)] = (byte)random.Next(256);
            if (!decoder.Open(bytes).TryGet(out var image, out var failure))
            {
                Assert.NotEmpty(failure.Detail);
                continue;
            }

            if (image.Resample(32, 32, ResampleFilter.Bicubic).TryGet(out var pixels, out _))
                Assert.Equal(32 * 32 * 3, pixels.Bytes.Length);
        }
    }

    [Fact]
    public void Shrinking_while_decoding_hardly_changes_the_pixels()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "images", "large.jpg"));
        var image = Value(Decoder.Open(bytes));
        var shrunk = Value(image.Resample(24, 24, ResampleFilter.Bicubic)).Bytes;
        var whole = Value(image.Resample(image.Width, image.Height, ResampleFilter.Bicubic));
        var twice = Box(whole, 24);
        Assert.True(shrunk.Zip(twice, (one, other) => Math.Abs(one - other)).Average() < 3);
    }

    /// <summary>A slow plain mean over boxes, the oracle.</summary>
    private static byte[] Box(RgbPixels pixels, int size)
    {
        var result = new byte[size * size * 3];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    double sum = 0,
                        count = 0;
                    for (var row = y * pixels.Height / size; row < (y + 1) * pixels.Height / size; row++)
                    {
                        for (var column = x * pixels.Width / size; column < (x + 1) * pixels.Width / size; column++, count++)
                            sum += pixels.Bytes[(((row * pixels.Width) + column) * 3) + channel];
                    }

                    result[(((y * size) + x) * 3) + channel] = (byte)(sum / count);
                }
            }
        }

        return result;
    }

    private static TheoryData<string> Names(string folder, Func<string, bool> isWanted) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, folder)).Select(path => Path.GetFileName(path)!).Where(isWanted)];

    /// <summary>What the decoder has no code for, by the file's name, with the word that its refusal holds; none for most.</summary>
    private protected virtual IReadOnlyDictionary<string, string> Lacks { get; } = new Dictionary<string, string>();

    /// <summary>Whether the decoder has this kind of file; where not, that it says so.</summary>
    private bool IsDecoded(string name)
    {
        if (!Lacks.TryGetValue(name, out var word))
            return true;
        var failure = Decoder.Open(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "formats", name))).Failure;
        Assert.Equal(ImageFailureReason.UnsupportedFormat, failure?.Reason);
        Assert.Contains(word, failure!.Detail, StringComparison.Ordinal);
        Assert.Contains("CAPTION_DECODER", failure.Detail, StringComparison.Ordinal);
        return false;
    }

    private DecodedImage Open(string name) => Value(Decoder.Open(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "formats", name))));

    private RgbPixels Resample(string name, int width, int height) => Value(Open(name).Resample(width, height, ResampleFilter.Bicubic));

    private static T Value<T>(Result<T, ImageFailure> result)
        where T : class
    {
        Assert.Null(result.Failure);
        return result.Value!;
    }

    /// <summary>Lossy formats and profiles differ by a few levels; sides and channels differ by a hundred.</summary>
    private static void AssertNear(RgbPixels pixels, int x, int y, int red, int green, int blue)
    {
        var at = ((y * pixels.Width) + x) * 3;
        Assert.InRange(pixels.Bytes[at], red - 30, red + 30);
        Assert.InRange(pixels.Bytes[at + 1], green - 30, green + 30);
        Assert.InRange(pixels.Bytes[at + 2], blue - 30, blue + 30);
    }
}
