using Serverless.Core.Imaging;
using Serverless.Core.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Imaging;

/// <summary>Whatever is done to the bytes of a picture, the answer is pixels or a failure: nothing throws and the process lives.</summary>
public sealed class DamagedPictureTests
{
    private static readonly VipsImageDecoder Decoder = new(new ImageLimits(MaxPixels: 4_000_000));

    public static TheoryData<string> Pictures => [.. Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "formats")).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Random_damage_gives_pixels_or_a_failure(string name)
    {
        var whole = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "formats", name));
        var random = new Random(name.Length * 7919);
        for (var round = 0; round < TestSize.Of(60, 3_000); round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var hits = random.Next(1, 9); hits > 0; hits--) bytes[random.Next(8, bytes.Length)] = (byte)random.Next(256);
            if (!Decoder.Open(bytes).TryGet(out var image, out var failure))
            {
                Assert.NotEmpty(failure.Detail);
                continue;
            }

            if (image.Resample(32, 32, ResampleFilter.Bicubic).TryGet(out var pixels, out _)) Assert.Equal(32 * 32 * 3, pixels.Bytes.Length);
        }
    }
}
