using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Serverless.Core;

namespace Serverless.Packages.Gate;

/// <summary>Gives the process of a trial: this program itself, with the words that make it try a package.</summary>
/// <param name="words">The words of <see cref="ModelTrial.RunAsync"/>.</param>
public delegate ProcessStartInfo TrialStart(IReadOnlyList<string> words);

/// <summary>What a trial may take.</summary>
/// <param name="MemoryMiB">Resident memory of its process, in MiB.</param>
/// <param name="Timeout">From its start to its end.</param>
public sealed record TrialLimits(long MemoryMiB, TimeSpan Timeout);

/// <summary>Runs a package in a process of its own, ended where it takes too much: nothing else surely ends native code.</summary>
/// <param name="start">Gives the process.</param>
internal sealed class TrialProcess(TrialStart start)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <param name="words">The words of the trial.</param>
    /// <param name="limits">What it may take.</param>
    /// <param name="cancellationToken">Ends the process too.</param>
    /// <returns>What it said, or the refusal.</returns>
    public async Task<Result<TrialResult, PackageFailure>> RunAsync(
        IReadOnlyList<string> words,
        TrialLimits limits,
        CancellationToken cancellationToken
    )
    {
        var info = start([.. words, ModelTrial.WatchedWord]);
        (info.RedirectStandardOutput, info.RedirectStandardError, info.RedirectStandardInput) = (true, true, true);
        using var process = new Process { StartInfo = info };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return PackageFailure.TryAgain("trial_crashed", "The trial's process cannot be started: " + error.Message);
        }

        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(cancellationToken),
            process.StandardError.ReadToEndAsync(cancellationToken)
        );
        try
        {
            if (await WatchAsync(process, limits, cancellationToken) is { } exceeded)
                return exceeded;
            return Read(await output) ?? Crashed(process.ExitCode, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.StandardInput.Dispose(); // open until here: its end is the end of the trial
        }
    }

    private static async Task<PackageFailure?> WatchAsync(Process process, TrialLimits limits, CancellationToken cancellationToken)
    {
        var (clock, exit) = (Stopwatch.StartNew(), process.WaitForExitAsync(cancellationToken));
        while (await Task.WhenAny(exit, Task.Delay(Interval, cancellationToken)) != exit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ResidentMiB(process) is var taken && taken > limits.MemoryMiB)
                return PackageFailure.Refused(
                    "trial_memory",
                    $"Loaded, it took {taken} MiB of memory; {limits.MemoryMiB} MiB are allowed."
                );
            if (clock.Elapsed > limits.Timeout)
                return PackageFailure.Refused("trial_time", $"Its trial did not end within {limits.Timeout.TotalSeconds:F0} seconds.");
        }

        await exit;
        return null;
    }

    /// <summary>0 where it cannot be told.</summary>
    private static long ResidentMiB(Process process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                process.Refresh();
                return process.WorkingSet64 >> 20;
            }

            var line = File.ReadLines($"/proc/{process.Id}/status")
                .FirstOrDefault(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
            var number = line?["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes >> 10 : 0;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return 0; // it has ended
        }
    }

    /// <summary>The last line of the output: before it a program may have said other things.</summary>
    private static Result<TrialResult, PackageFailure>? Read(string output)
    {
        var line = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        try
        {
            return line is null || JsonSerializer.Deserialize(line, TrialJson.Default.TrialResult) is not { } result ? null
                : result.Rule is { } rule ? PackageFailure.Refused(rule, result.Detail ?? "", result.File)
                : result;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PackageFailure Crashed(int code, string errors)
    {
        var last = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return PackageFailure.Refused("trial_crashed", $"Its trial ended with code {code}{(last is null ? "" : ": " + last)}");
    }
}
