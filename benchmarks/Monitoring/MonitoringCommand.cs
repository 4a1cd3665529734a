using System.Diagnostics;
using System.Globalization;
using System.Text;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;
using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Testing;

namespace Serverless.Benchmarks.Monitoring;

/// <summary>
/// What counting traffic costs a request, and what the packaged reference tells of pictures that it was not made of, as they are and
/// shifted: true pictures through the true models. Writes docs/figures-monitoring.md.
/// </summary>
internal static class MonitoringCommand
{
    private const int Side = 224,
        MinCount = 50,
        Rounds = 20;

    private static readonly (string Name, Func<RgbPixels, RgbPixels> Change)[] Shifts =
    [
        ("as they are", pixels => pixels),
        ("darker: half the light", pixels => Each(pixels, (at, _) => pixels.Bytes[at] / 2)),
        ("blurred: 5 x 5 mean", Blur),
        ("noisy: up to 30 levels", Noise),
        ("red for blue", pixels => Each(pixels, (at, channel) => pixels.Bytes[at - channel + (2 - channel)])),
        ("lower half black", pixels => Each(pixels, (at, _) => at < pixels.Bytes.Length / 2 ? pixels.Bytes[at] : 0)),
    ];

    public static int Run(Dictionary<string, string> arguments)
    {
        var data = arguments["data"];
        var models = Path.Combine(Checkout.Root, "models");
        var held = Directory.GetFiles(Path.Combine(data, "judgments-held", "images")).Order(StringComparer.Ordinal).ToList();
        var wider = Directory.GetFiles(Path.Combine(data, "coco-things", "images")).Order(StringComparer.Ordinal).ToList();
        var graphics = Directory.GetFiles(Path.Combine(data, "graphics", "images")).Order(StringComparer.Ordinal).ToList();
        using var loaded = LoadedModels.Load(FoldersOf(models), RuntimeSettings.Default);
        var decoder = new VipsImageDecoder(new ImageLimits(1_000_000_000));
        var pipeline = new CaptionPipeline(decoder, loaded, TimeProvider.System, CaptionIds.System);
        var reference = DriftReference.Find(Path.Combine(models, "quality-base"))!;
        var (page, test) = (new StringBuilder(), new DriftTest(reference));
        var usual = new List<Caption>();
        var rows = new StringBuilder();
        foreach (var (name, change) in Shifts)
        {
            var captions = Describe(pipeline, held, change);
            usual = usual.Count == 0 ? captions : usual;
            rows.Append(Row($"judgments-held, {name}", captions, reference, test));
        }

        rows.Append(Row("coco-things: the wider world", Describe(pipeline, wider, pixels => pixels), reference, test));
        rows.Append(Row("graphics: charts, drawings, screenshots", Describe(pipeline, graphics, pixels => pixels), reference, test));
        var (counting, statistics, bytes) = Cost(usual, reference);
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Figures: watching traffic

            Made by `make bench-monitoring` on {Environment.ProcessorCount} processors, {DateTime.UtcNow:yyyy-MM-dd}, with the
            embedded models and their `drift.json` ({reference.MadeBy}).
            See [Watching traffic](operations/monitoring.md).

            ## Cost of a request
            | part | median, ms |
            |---|---|
            | counting a caption: histograms, embedding on its axes, words | {counting:0.0000} |
            | the statistics of pixels that nothing else needs (red less blue, sharpness) | {statistics:0.000} |

            A window of {usual.Count} captions is {bytes / 1e3:0.0} kB at rest.

            ## What is told of one window
            Each row is one window of pictures that the reference was not made of, through decoder and models. An alarm needs two of three.

            | window | pictures | moved | the clearest |
            |---|---|---|---|
            {rows}
            """
        );
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-monitoring.md"), page.ToString().TrimEnd() + "\n");
        Console.Write(page);
        return 0;
    }

    private static ModelFolders FoldersOf(string models) =>
        new(
            Path.Combine(models, "caption-base"),
            Path.Combine(models, "quality-base"),
            Path.Combine(models, "labels-base"),
            Path.Combine(models, "text-base"),
            Path.Combine(models, "vision-base")
        );

    private static List<Caption> Describe(CaptionPipeline pipeline, List<string> files, Func<RgbPixels, RgbPixels> change)
    {
        var decoder = new VipsImageDecoder(new ImageLimits(1_000_000_000));
        var captions = new List<Caption>();
        foreach (var file in files)
        {
            var pixels = decoder.Open(File.ReadAllBytes(file)).Value!.Resample(Side, Side, ResampleFilter.Bicubic).Value!;
            var png = PngFile.Of(change(pixels), isQuick: true);
            captions.Add(pipeline.Describe(new CaptionRequest(png), CancellationToken.None).Value!);
        }

        return captions;
    }

    private static string Row(string name, List<Caption> captions, DriftReference reference, DriftTest test)
    {
        var (counter, sketch) = (new CaptionCounter(reference), new TrafficSketch());
        captions.ForEach(caption => counter.Count(caption, sketch));
        var moved = test.Test(sketch, reference.Measure, MinCount)
            .Where(shift => shift.HasMoved)
            .OrderByDescending(shift => shift.Stability)
            .ToList();
        var names = moved.Count > 0 ? string.Join(", ", moved.Select(shift => shift.Name)) : "nothing";
        return $"| {name} | {captions.Count} | {names} | {(moved.Count > 0 ? moved[0].Sentence : "")} |\n";
    }

    private static (double Counting, double Statistics, int Bytes) Cost(List<Caption> captions, DriftReference reference)
    {
        var (counter, sketch, times, pixels) = (
            new CaptionCounter(reference),
            new TrafficSketch(),
            new List<double>(),
            new List<double>()
        );
        var picture = new RgbPixels(Side, Side, new byte[Side * Side * 3]);
        var brightness = new byte[Side * Side];
        new Random(1).NextBytes(picture.Bytes);
        new Random(2).NextBytes(brightness);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var caption in captions)
            {
                var start = Stopwatch.GetTimestamp();
                counter.Count(caption, sketch);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            var before = Stopwatch.GetTimestamp();
            _ = PictureStatistics.WarmthOf(picture) + PictureStatistics.SharpnessOf(brightness, Side, Side);
            pixels.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        var one = new TrafficSketch();
        captions.ForEach(caption => counter.Count(caption, one));
        var bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(one.ToDocument()).Length;
        return (Quantile.Of(times, 0.5), Quantile.Of(pixels, 0.5), bytes);
    }

    private static RgbPixels Blur(RgbPixels pixels) =>
        Each(
            pixels,
            (at, channel) =>
            {
                var (x, y, sum) = (at / 3 % Side, at / 3 / Side, 0);
                for (var down = -2; down <= 2; down++)
                {
                    for (var across = -2; across <= 2; across++)
                    {
                        var (column, row) = (Math.Clamp(x + across, 0, Side - 1), Math.Clamp(y + down, 0, Side - 1));
                        sum += pixels.Bytes[(((row * Side) + column) * 3) + channel];
                    }
                }

                return sum / 25;
            }
        );

    private static RgbPixels Noise(RgbPixels pixels)
    {
        var random = new Random(1);
        return Each(pixels, (at, _) => pixels.Bytes[at] + random.Next(-30, 31));
    }

    private static RgbPixels Each(RgbPixels pixels, Func<int, int, int> value)
    {
        var bytes = new byte[pixels.Bytes.Length];
        for (var at = 0; at < bytes.Length; at++)
            bytes[at] = (byte)Math.Clamp(value(at, at % 3), 0, 255);
        return pixels with { Bytes = bytes };
    }
}
