using System.Diagnostics;
using System.Text.Json;
using Serverless.Benchmarks.Speed;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Reading;

/// <summary>Characters wrong, time, memory and the gate of the text reader; writes docs/figures-reading.md.</summary>
internal static class ReadingCommand
{
    private const int Threads = 1;

    /// <summary>Of the photographs every so many-th is taken.</summary>
    private const int PhotographStep = 4;

    public static int Run(Dictionary<string, string> arguments)
    {
        var folder = Checkout.Models("text-base");
        var before = Environment.WorkingSet;
        var watch = Stopwatch.StartNew();
        using var reader = Core.Reading.TextReader.Load(folder, new RuntimeSettings(Threads));
        var result = new ReadingResult { LoadMilliseconds = watch.Elapsed.TotalMilliseconds };
        var decoder = new VipsImageDecoder(new ImageLimits());
        var profile = PreprocessProfileFile.Read(Path.Combine(Checkout.Models("caption-base"), "preprocessor_config.json"));
        ReadFile? Read(string path) => ReadFile.Of(path, decoder, profile, reader);

        var pages = arguments.GetValueOrDefault("pages", "");
        if (!File.Exists(Path.Combine(pages, "pages.json")))
            pages = Path.Combine(Checkout.Root, "tests", "Fixtures", "reading");
        Read(Path.Combine(pages, "one-word.png")); // warm
        result.LoadedBytes = Environment.WorkingSet - before;
        ReadPages(pages, Read, result);
        var data = arguments.GetValueOrDefault("data", "");
        ReadGraphics(Path.Combine(data, "graphics"), Read, result);
        foreach (var set in (string[])["flickr8k-dev", "coco-things"])
            ReadPhotographs(set, Path.Combine(data, set, "images"), Read, result);
        result.PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64 - before;
        ReadingFigures.Write(result, Machine.Line(Threads), Tesseract.Version);
        return 0;
    }

    private static void ReadPages(string folder, Func<string, ReadFile?> read, ReadingResult result)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "pages.json")));
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var file = Path.Combine(folder, row.GetProperty("file").GetString()!);
            var right = string.Join(' ', row.GetProperty("lines").EnumerateArray().Select(line => line.GetString()));
            var one = read(file)!;
            result.Pages.Add(
                new PageRow(
                    row.GetProperty("group").GetString()!,
                    right,
                    one,
                    Tesseract.Read(file) is { } peer ? TextErrors.Of(right, peer) : null
                )
            );
            Console.Error.WriteLine($"{Path.GetFileName(file)} {TextErrors.Of(right, one.All)} of {right.Length}");
        }
    }

    private static void ReadGraphics(string folder, Func<string, ReadFile?> read, ReadingResult result)
    {
        var path = Path.Combine(folder, "things.jsonl");
        if (!File.Exists(path))
            return;
        foreach (var line in File.ReadLines(path))
        {
            using var row = JsonDocument.Parse(line);
            var file = Path.Combine(folder, row.RootElement.GetProperty("image").GetString()!);
            if (read(file) is not { } one)
                continue;
            result.Gate.Add(("graphics: " + row.RootElement.GetProperty("group").GetString(), one));
            if (!row.RootElement.TryGetProperty("text", out var text))
                continue;
            var right = text.GetString()!;
            var peer = Tesseract.Read(file);
            result.Graphics.Add(
                new GraphicRow(Path.GetFileName(file), right, one, peer is null ? null : TextErrors.OfBeginning(right, peer))
            );
        }
    }

    private static void ReadPhotographs(string set, string folder, Func<string, ReadFile?> read, ReadingResult result)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var (i, file) in Directory.GetFiles(folder).Order(StringComparer.Ordinal).Index())
        {
            if (i % PhotographStep == 0 && read(file) is { } one)
                result.Gate.Add((set, one));
        }
    }
}
