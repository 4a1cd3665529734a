using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NetVips;
using Serverless.Benchmarks.Speed;

namespace Serverless.Benchmarks.Decoders;

/// <summary>
/// Both decoders over large pictures, each decoding in a process of its own so that the peak is its own; rounds interleaved.
/// </summary>
internal static partial class DecodersCommand
{
    private const int Rounds = 3;

    /// <summary>Width of the pictures in pixels; they are three quarters as high. 12,000 is the 108 megapixels of a telephone.</summary>
    private static readonly (string Name, int Width, Action<Image, string> Write)[] Pictures =
    [
        ("JPEG, 2 megapixels", 1_632, (image, path) => image.Jpegsave(path, q: 88)),
        ("JPEG, 50 megapixels", 8_160, (image, path) => image.Jpegsave(path, q: 88)),
        ("JPEG, 108 megapixels", 12_000, (image, path) => image.Jpegsave(path, q: 88)),
        ("JPEG, 108 megapixels, progressive 4:2:0", 12_000, (image, path) => image.Jpegsave(path, q: 88, interlace: true)),
        (
            "JPEG, 108 megapixels, progressive 4:4:4",
            12_000,
            (image, path) => image.Jpegsave(path, q: 88, interlace: true, subsampleMode: Enums.ForeignSubsample.Off)
        ),
        ("PNG, 108 megapixels", 12_000, (image, path) => image.Pngsave(path, compression: 1)),
        ("PNG, 108 megapixels, interlaced", 12_000, (image, path) => image.Pngsave(path, compression: 1, interlace: true)),
    ];

    public static int Run()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts", "decoders")).FullName;
        var files = Pictures
            .Select((picture, i) => Make(picture, Path.Combine(folder, $"{i}.{picture.Name.Split(',')[0].ToLowerInvariant()}")))
            .ToList();
        var found = new Dictionary<(string File, string Decoder), List<(double Milliseconds, double Megabytes)>>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var file in files)
            {
                foreach (var decoder in (string[])[DecodeRun.Libvips, DecodeRun.ImageSharp])
                {
                    if (!found.TryGetValue((file, decoder), out var runs))
                        found[(file, decoder)] = runs = [];
                    runs.Add(Measure(decoder, file));
                }
            }

            Console.Error.WriteLine($"round {round + 1} of {Rounds}");
        }

        var table = new StringBuilder();
        foreach (var (file, i) in files.Select((file, i) => (file, i)))
        {
            var (native, managed) = (Median(found[(file, DecodeRun.Libvips)]), Median(found[(file, DecodeRun.ImageSharp)]));
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Pictures[i].Name} | {native.Milliseconds:N0} ms, {native.Megabytes:N0} MB | {managed.Milliseconds:N0} ms, "
                    + $"{managed.Megabytes:N0} MB | {managed.Milliseconds / native.Milliseconds:F1} |"
            );
        }

        Save(table.ToString().TrimEnd());
        return 0;
    }

    private static string Make((string Name, int Width, Action<Image, string> Write) picture, string path)
    {
        if (File.Exists(path))
            return path;
        using var sample = Image.NewFromFile(Path.Combine(Checkout.Root, "samples", "march-pastoral.jpg"));
        using var large = sample.ThumbnailImage(picture.Width, height: picture.Width * 3 / 4, size: Enums.Size.Force);
        picture.Write(large, path);
        return path;
    }

    private static (double Milliseconds, double Megabytes) Measure(string decoder, string file)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            ArgumentList = { "decode", decoder, file },
        };
        using var process = Process.Start(start)!;
        var words = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidDataException($"{decoder} did not decode {file}.");
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private static (double Milliseconds, double Megabytes) Median(List<(double Milliseconds, double Megabytes)> runs) =>
        (
            runs.Select(run => run.Milliseconds).Order().ElementAt(runs.Count / 2),
            runs.Select(run => run.Megabytes).Order().ElementAt(runs.Count / 2)
        );

    /// <summary>The table stands between two marks; the rest of the page is written by hand.</summary>
    private static void Save(string table)
    {
        var path = Path.Combine(Checkout.Root, "docs", "figures-decoders.md");
        var head = $"""
            <!-- measured: make bench-decoders -->
            Measured on {DateTime.UtcNow.ToString(
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture
            )}, medians of {Rounds} interleaved rounds: {Machine.Line(1)}, {new Serverless.Imaging.ImageSharp.ImageSharpDecoder(
                new Core.Imaging.ImageLimits()
            ).Name}. Each picture is opened and resized to 224 by 224 in a process of its own, whose whole peak is given.

            | picture | libvips | ImageSharp | ImageSharp over libvips, time |
            |---|---|---|---|
            {table}
            <!-- end -->
            """;
        File.WriteAllText(path, Measured().Replace(File.ReadAllText(path), head, 1));
    }

    [GeneratedRegex("<!-- measured.*<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Measured();
}
