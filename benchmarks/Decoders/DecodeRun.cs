using System.Diagnostics;
using System.Globalization;
using Serverless.Core.Imaging;
using Serverless.Imaging.ImageSharp;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Decoders;

/// <summary>One picture by one decoder, in a process of its own: milliseconds and the peak in megabytes.</summary>
internal static class DecodeRun
{
    public const string Libvips = "libvips",
        ImageSharp = "imagesharp";

    private const int Side = 224;

    public static int Run(string decoder, string file)
    {
        var limits = new ImageLimits(MaxPixels: 1_000_000_000);
        IImageDecoder chosen = decoder == ImageSharp ? new ImageSharpDecoder(limits) : new VipsImageDecoder(limits);
        var bytes = File.ReadAllBytes(file);
        var watch = Stopwatch.StartNew();
        if (!chosen.Open(bytes).TryGet(out var image, out var refusal))
            throw new InvalidDataException(refusal.Detail);
        if (image.Resample(Side, Side, ResampleFilter.Bicubic).Failure is { } failure)
            throw new InvalidDataException(failure.Detail);
        var elapsed = watch.Elapsed.TotalMilliseconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed:F1} {process.PeakWorkingSet64 / 1e6:F1}"));
        return 0;
    }
}
