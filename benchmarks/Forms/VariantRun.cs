using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Forms;

/// <summary>
/// One form in a process of its own, so that its memory and its start are its own: a line of JSON for each picture (paths on standard
/// input) and one of the whole.
/// </summary>
internal static class VariantRun
{
    public static int Run(string folder, Dictionary<string, string> arguments)
    {
        var watch = Stopwatch.StartNew();
        using var models = LoadedModels.Load(
            new ModelFolders(Path.Combine(folder, "caption-base"), Path.Combine(folder, "quality-base")),
            new RuntimeSettings(int.Parse(arguments["threads"], CultureInfo.InvariantCulture))
        );
        var load = watch.Elapsed.TotalMilliseconds;
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        while (Console.ReadLine() is { } picture)
        {
            var caption = pipeline
                .Describe(
                    new CaptionRequest(File.ReadAllBytes(picture), CaptionContext.None, new CaptionOptions { MinQuality = 0 }),
                    default
                )
                .Value!;
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new CaptionedLine(Path.GetFileName(picture), caption.Text ?? "", caption.Quality!.Score, caption.Timings.Total)
                )
            );
        }

        Console.WriteLine(JsonSerializer.Serialize(new RunTotals(load, Speed.ProcessMeasure.PeakMiB(Environment.ProcessId))));
        return 0;
    }
}

/// <summary>What a form made of a picture.</summary>
internal sealed record CaptionedLine(string Image, string Caption, double Score, double Milliseconds);

/// <summary>What a form took as a whole.</summary>
internal sealed record RunTotals(double LoadMilliseconds, double PeakMiB);
