using System.ComponentModel;
using System.Diagnostics;

namespace Serverless.Testing;

/// <summary>Something of the machine that some tests use and that need not be there. Looked for once, when first asked for.</summary>
internal sealed class Part
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Lazy<(string[] Command, string? Fault)> _found;

    private Part(string name, string howToGet, Func<(string[] Command, string? Fault)> find) =>
        (Name, HowToGet, _found) = (name, howToGet, new(find));

    public string Name { get; }

    /// <summary>What to type to get it.</summary>
    public string HowToGet { get; }

    /// <summary>Path of the program, and words it wants before others. Empty where it is missing.</summary>
    public IReadOnlyList<string> Command => _found.Value.Command;

    /// <summary>Null where it is there; else what is missing and how to get it.</summary>
    public string? WhyMissing => _found.Value.Fault is { } fault ? $"{fault}; {HowToGet}" : null;

    /// <summary>A program in one of the folders given or on the PATH that runs: one that cannot start is as good as none.</summary>
    /// <param name="name">Its file's name.</param>
    /// <param name="howToGet">What to type to get it.</param>
    /// <param name="probe">Words after which it ends soon, with 0.</param>
    /// <param name="before">Folders looked into before the PATH.</param>
    public static Part Program(string name, string howToGet, string[] probe, params string[] before) =>
        new(
            name,
            howToGet,
            () =>
            {
                var folders = before.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
                var path = folders
                    .Where(folder => folder.Length > 0)
                    .Select(folder => Path.Combine(folder, name))
                    .FirstOrDefault(File.Exists);
                if (path is null)
                    return ([], $"{name} is not installed");
                return Fault(path, probe) is { } fault ? ([], $"{path} is there but does not run ({fault})") : ([path], null);
            }
        );

    /// <summary>A script of a package that another part runs.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="howToGet">What to type to get it, once its runner is there.</param>
    /// <param name="runner">What runs it.</param>
    /// <param name="words">What the runner is told before the script.</param>
    /// <param name="file">Where the script is once installed.</param>
    public static Part Script(string name, string howToGet, Part runner, string[] words, string file) =>
        new(
            name,
            howToGet,
            () =>
            {
                if (runner.WhyMissing is { } why)
                    return ([], $"{name} needs {runner.Name}, and {why}");
                return File.Exists(file) ? ([.. runner.Command, .. words, file], null) : ([], $"{name} is not installed");
            }
        );

    private static string? Fault(string path, string[] probe)
    {
        try
        {
            var start = new ProcessStartInfo(path, probe)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(Timeout))
            {
                process.Kill(entireProcessTree: true);
                return $"no end after {Timeout.TotalSeconds} s";
            }

            if (process.ExitCode == 0)
                return null;
            var said = (error.Result + output.Result).Trim().Split('\n')[0].Trim();
            return said.Length > 0 ? $"exit code {process.ExitCode}: {said}" : $"exit code {process.ExitCode}";
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
