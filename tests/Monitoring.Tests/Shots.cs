using Serverless.Core.Imaging;
using Serverless.Imaging.ImageSharp;
using Serverless.Testing;

namespace Serverless.Monitoring.Tests;

/// <summary>
/// A camera over the sample photographs: each shot is another part of one of them, at random, as the models see it. Shifts are done to
/// its pixels, as they would come from a broken or another camera.
/// </summary>
internal sealed class Shots
{
    public const int Side = 224;

    private const int SourceSide = 400;

    private static readonly Lazy<IReadOnlyList<RgbPixels>> Photographs = new(() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.jpg").Order(StringComparer.Ordinal).Select(Read)]
    );

    private readonly Random _random;

    public Shots(int seed) => _random = new Random(seed);

    private RgbPixels Next()
    {
        var photographs = Photographs.Value;
        var source = photographs[_random.Next(photographs.Count)];
        var (left, top) = (_random.Next(SourceSide - Side), _random.Next(SourceSide - Side));
        var isMirrored = _random.Next(2) == 0;
        var light = 0.8 + (0.4 * _random.NextDouble());
        return Make(
            (x, y, channel) =>
            {
                var column = left + (isMirrored ? Side - 1 - x : x);
                return light * source.Bytes[((((top + y) * SourceSide) + column) * 3) + channel];
            }
        );
    }

    /// <summary>The next shot, shifted.</summary>
    /// <param name="shift">How; null for not at all.</param>
    public RgbPixels Next(string? shift) =>
        shift switch
        {
            null => Next(),
            "darker" => Darker(Next()),
            "blurred" => Blurred(Next()),
            "noisy" => Noisy(Next()),
            "red for blue" => RedForBlue(Next()),
            "half black" => HalfBlack(Next()),
            _ => throw new ArgumentOutOfRangeException(nameof(shift), shift, null),
        };

    private static RgbPixels Darker(RgbPixels shot) => Make((x, y, channel) => 0.55 * At(shot, x, y, channel));

    private static RgbPixels Blurred(RgbPixels shot) =>
        Make(
            (x, y, channel) =>
            {
                var sum = 0.0;
                for (var down = -2; down <= 2; down++)
                for (var across = -2; across <= 2; across++)
                    sum += At(shot, Math.Clamp(x + across, 0, Side - 1), Math.Clamp(y + down, 0, Side - 1), channel);
                return sum / 25;
            }
        );

    private RgbPixels Noisy(RgbPixels shot) => Make((x, y, channel) => At(shot, x, y, channel) + (_random.NextDouble() * 60) - 30);

    private static RgbPixels RedForBlue(RgbPixels shot) => Make((x, y, channel) => At(shot, x, y, 2 - channel));

    private static RgbPixels HalfBlack(RgbPixels shot) => Make((x, y, channel) => y < Side / 2 ? At(shot, x, y, channel) : 0);

    private static byte At(RgbPixels shot, int x, int y, int channel) => shot.Bytes[(((y * Side) + x) * 3) + channel];

    private static RgbPixels Make(Func<int, int, int, double> value)
    {
        var bytes = new byte[Side * Side * 3];
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
        for (var channel = 0; channel < 3; channel++)
            bytes[(((y * Side) + x) * 3) + channel] = (byte)Math.Clamp(value(x, y, channel), 0, 255);
        return new RgbPixels(Side, Side, bytes);
    }

    private static RgbPixels Read(string path)
    {
        var decoder = new ImageSharpDecoder(new ImageLimits(100_000_000, 16_384, 100));
        return decoder.Open(File.ReadAllBytes(path)).Value!.Resample(SourceSide, SourceSide, ResampleFilter.Bicubic).Value!;
    }
}
