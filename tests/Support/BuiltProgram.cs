using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Serverless.Testing;

/// <summary>A program of this build, or with CAPTION_TEST_PACKAGES=1 of the packages, started as a process of its own.</summary>
internal static class BuiltProgram
{
    public static ProcessStartInfo Of(string project, string name, IReadOnlyDictionary<string, string?>? environment = null)
    {
        if (Environment.GetEnvironmentVariable("CAPTION_TEST_PACKAGES") == "1")
            return Start(Path.Combine(Repository.Root, "artifacts", "packages", PackageOf(project), "app", name), environment);
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Start(
            Path.Combine(Repository.Root, "src", project, "bin", configuration, "net10.0", RuntimeInformation.RuntimeIdentifier, name),
            environment
        );
    }

    private static string PackageOf(string project) => project == "Cli" ? "jobs" : project["Hosts.".Length..].ToLowerInvariant();

    private static ProcessStartInfo Start(string program, IReadOnlyDictionary<string, string?>? environment)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[variable] = value;
        return start;
    }
}
