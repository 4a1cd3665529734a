using System.ComponentModel;
using System.Diagnostics;

namespace Serverless.Benchmarks.Reading;

/// <summary>Debian's tesseract-ocr on the same files, as it comes: English, page segmentation by itself.</summary>
internal static class Tesseract
{
    /// <summary>Its version; null where it is not installed.</summary>
    public static string? Version { get; } = Run("--version")?.Split('\n')[0].Trim();

    /// <summary>What it reads.</summary>
    public static string? Read(string file) => Version is null ? null : Run(file, "stdout", "-l", "eng");

    private static string? Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("tesseract", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            _ = errors.GetAwaiter().GetResult();
            return output;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
