using System.Diagnostics;
using System.Globalization;

namespace Serverless.Benchmarks.Speed;

/// <summary>A whole process from launch to its end: time and peak memory.</summary>
internal static class ProcessMeasure
{
    public static (double Milliseconds, double PeakMiB) Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        double peak = 0;
        while (!process.WaitForExit(2))
            peak = Math.Max(peak, PeakMiB(process.Id));
        return (watch.Elapsed.TotalMilliseconds, peak);
    }

    /// <summary>The kernel's own high-water mark of resident memory; 0 where it does not tell.</summary>
    public static double PeakMiB(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
