using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Serverless.Benchmarks.Forms;

/// <summary>Runs <see cref="VariantRun"/> on pictures, on this processor or on an emulated older one.</summary>
internal static class VariantProcess
{
    private const int Attempts = 2;

    /// <exception cref="InvalidDataException">The run failed.</exception>
    public static (List<CaptionedLine> Lines, RunTotals Whole) Run(ModelVariant variant, string folder, IReadOnlyList<string> pictures)
    {
        using var process = Start(variant, folder, pictures, []);
        var text = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidDataException($"{folder}: the run ended with {process.ExitCode}.");
        return ([.. text[..^1].Select(Read)], JsonSerializer.Deserialize<RunTotals>(text[^1])!);
    }

    /// <summary>The same under an emulator, which sometimes falls over or hangs: tried again until all pictures are answered.</summary>
    /// <returns>Null where no try came through.</returns>
    public static List<CaptionedLine>? RunEmulated(
        ModelVariant variant,
        string folder,
        IReadOnlyList<string> pictures,
        params string[] emulator
    )
    {
        for (var i = 0; i < Attempts; i++)
        {
            using var process = Start(variant, folder, pictures, emulator);
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(150));
            using var end = deadline.Token.Register(process.Kill);
            process.ErrorDataReceived += static (_, _) => { }; // a warning for every feature it lacks
            process.BeginErrorReadLine();
            var lines = new List<CaptionedLine>();
            while (lines.Count < pictures.Count && process.StandardOutput.ReadLine() is { } line)
                lines.Add(Read(line));
            process.Kill();
            if (lines.Count == pictures.Count)
                return lines;
        }

        Console.Error.WriteLine($"{variant.Name}: {emulator[0]} came through in none of {Attempts} tries.");
        return null;
    }

    private static CaptionedLine Read(string line) => JsonSerializer.Deserialize<CaptionedLine>(line)!;

    private static Process Start(ModelVariant variant, string folder, IReadOnlyList<string> pictures, string[] emulator)
    {
        string[] command =
        [
            .. emulator,
            Environment.ProcessPath!,
            "form",
            folder,
            "--threads",
            variant.Threads.ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = emulator.Length > 0,
        };
        foreach (var word in command[1..])
            start.ArgumentList.Add(word);
        if (emulator.Length > 0)
            start.Environment["DOTNET_GCHeapHardLimit"] = "20000000"; // the emulator has no room for the usual reservation
        var process = Process.Start(start)!;
        process.StandardInput.Write(string.Concat(pictures.Select(picture => picture + "\n"))); // a pipe holds more than these
        process.StandardInput.Close();
        return process;
    }
}
