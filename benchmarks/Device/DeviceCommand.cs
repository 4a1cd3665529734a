using System.Text.RegularExpressions;

namespace Serverless.Benchmarks.Device;

/// <summary>The program of the device package, exact and int8, with and without the text reader, under limits on its memory.</summary>
internal static partial class DeviceCommand
{
    private const int Rounds = 3;

    private static readonly string[] Exact = ["caption-base", "labels-base", "quality-base", "text-base", "vision-base"];

    /// <param name="arguments"><c>--package</c>: the device package; <c>--models</c>: the exact models as other hosts carry them.</param>
    public static async Task<int> RunAsync(Dictionary<string, string> arguments)
    {
        var package = arguments.GetValueOrDefault("package", Path.Combine(Checkout.Root, "artifacts", "packages", "device-x64"));
        var models = arguments.GetValueOrDefault("models", Path.Combine(Checkout.Root, "artifacts", "host", "models"));
        if (!Directory.Exists(Path.Combine(package, "app")))
            throw new InvalidDataException($"There is no {package}; make package TARGET=device.");
        if (Exact.FirstOrDefault(name => !Directory.Exists(Path.Combine(models, name))) is { } missing)
            throw new InvalidDataException($"{models} holds no {missing}; make build.");
        var folder = Directory.CreateTempSubdirectory("caption-device-").FullName;
        try
        {
            var exact = Path.Combine(folder, "app");
            Copy(Path.Combine(package, "app"), exact, name => !name.StartsWith("models/", StringComparison.Ordinal));
            Copy(models, Path.Combine(exact, "models"), _ => true);
            var int8 = Path.Combine(package, "app");
            DeviceRow[] rows =
            [
                new("exact, as other hosts run it", exact, IsSmall: false, HasReader: true, 2_048),
                new("int8, as other hosts run it", int8, IsSmall: false, HasReader: true, 2_048),
                new("exact, the device's settings", exact, IsSmall: true, HasReader: true, 512),
                new("int8, the device's settings", int8, IsSmall: true, HasReader: true, 512),
                new("exact, no text reader", exact, IsSmall: true, HasReader: false, 256),
                new("int8, no text reader", int8, IsSmall: true, HasReader: false, 256),
                new("int8, with the text reader", int8, IsSmall: true, HasReader: true, 256),
            ];
            var settings = Settings(package, folder);
            foreach (var row in rows)
                await MeasureAsync(row, settings);
            DevicePage.Write(rows);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(DeviceRow row, DeviceSettings settings)
    {
        Console.WriteLine(row.Name);
        var environment = settings.Of(row);
        for (var round = 0; round < Rounds && !row.IsKilled; round++)
        {
            using var program = DeviceProgram.Start(row.App, environment, row.LimitMiB);
            row.IsKilled = program is null;
            if (program is null)
                return;
            row.Starts.Add(program.StartMilliseconds);
            foreach (var picture in DevicePage.Pictures)
            {
                if (await program.DescribeAsync(picture) is { } answer)
                {
                    row.Answers[Path.GetFileName(picture)] = answer;
                    row.Times.Add(answer.Milliseconds);
                    continue;
                }

                row.IsKilled = true;
                break;
            }

            row.PeakMiB = Math.Max(row.PeakMiB, program.PeakMiB);
        }
    }

    /// <summary>What the unit and the file of settings give the program, with folders of this run.</summary>
    private static DeviceSettings Settings(string package, string folder)
    {
        string At(string value) => value.Replace("/var/lib/captions", folder, StringComparison.Ordinal);
        var unit = File.ReadLines(Path.Combine(package, "captions.service"))
            .Where(line => line.StartsWith("Environment=", StringComparison.Ordinal))
            .SelectMany(line => line["Environment=".Length..].Split(' '));
        var file = File.ReadLines(Path.Combine(package, "settings.env")).Where(line => Setting().IsMatch(line));
        foreach (var name in (string[])["in", "reviews", "logs", "models"])
            Directory.CreateDirectory(Path.Combine(folder, name));
        return new DeviceSettings(
            unit.Concat(file).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => At(pair[1]), StringComparer.Ordinal)
        );
    }

    private static void Copy(string from, string to, Func<string, bool> isWanted)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (!isWanted(name))
                continue;
            var target = Path.Combine(to, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [GeneratedRegex("^CAPTION_[A-Z_]+=")]
    private static partial Regex Setting();
}
