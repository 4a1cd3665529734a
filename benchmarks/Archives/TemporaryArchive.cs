using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Serverless.Benchmarks.Archives;

/// <summary>Pictures copied to a folder, and the program over them; results are taken away before each run.</summary>
internal sealed partial class TemporaryArchive : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("archive-").FullName;

    public TemporaryArchive(IEnumerable<string> pictures)
    {
        var number = 0;
        Directory.CreateDirectory(Source);
        Pictures =
        [
            .. pictures.Select(picture =>
            {
                var copy = Path.Combine(Source, string.Create(CultureInfo.InvariantCulture, $"{number++:D5}.jpg"));
                File.Copy(picture, copy);
                return copy;
            }),
        ];
    }

    public List<string> Pictures { get; }

    private string Source => Path.Combine(_folder, "in");

    /// <returns>Pictures a second as the program says (without its start), and the processor's seconds.</returns>
    public (double Rate, double CpuSeconds) Run(bool isTextOnly, params string[] words)
    {
        Clear();
        using var process = Start(isTextOnly, words);
        return WaitForExit(process);
    }

    /// <summary>Shares at the same time, each with one batch at a time.</summary>
    public (double Rate, double CpuSecondsAPicture) RunShards(int count)
    {
        Clear();
        var watch = Stopwatch.StartNew();
        var running = Enumerable
            .Range(0, count)
            .Select(index => Start(false, "--parallel", "1", "--shard", string.Create(CultureInfo.InvariantCulture, $"{index}/{count}")))
            .ToList();
        var ended = Task.WhenAll(running.Select(process => Task.Run(() => WaitForExit(process)))).GetAwaiter().GetResult();
        var seconds = watch.Elapsed.TotalSeconds;
        running.ForEach(process => process.Dispose());
        return (Pictures.Count / seconds, ended.Sum(one => one.CpuSeconds) / Pictures.Count);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (double Rate, double CpuSeconds) WaitForExit(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        double cpu = 0;
        while (!process.WaitForExit(20))
            cpu = CpuSeconds(process) ?? cpu; // an ended process no longer tells
        var said = RateLine().Match(output.Result);
        if (!said.Success)
            throw new InvalidDataException($"The program ended with {process.ExitCode}: {output.Result}");
        return (double.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture), cpu);
    }

    private static double? CpuSeconds(Process process)
    {
        try
        {
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private Process Start(bool isTextOnly, params string[] words)
    {
        var program = Path.Combine(Checkout.Root, "artifacts", "cli", "caption");
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CAPTION_THREADS"] = "1" },
        };
        if (isTextOnly)
        {
            start.Environment["CAPTION_MODEL"] = Path.Combine(Checkout.Root, "artifacts", "cli", "models", "caption-base");
            start.Environment["CAPTION_LABEL_MODEL"] = start.Environment["CAPTION_TEXT_MODEL"] = "none";
        }

        foreach (var word in (string[])["archive", Source, .. words])
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    private void Clear()
    {
        foreach (var pointer in Directory.EnumerateFiles(Source, "*.json"))
            File.Delete(pointer);
        if (Directory.Exists(Path.Combine(Source, ".captions")))
            Directory.Delete(Path.Combine(Source, ".captions"), recursive: true);
    }

    [GeneratedRegex(@"\(([0-9.]+) a second\)")]
    private static partial Regex RateLine();
}
