using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Serverless.Testing;

/// <summary>A program of this build, started as a process of its own.</summary>
internal static class BuiltProgram
{
    public static ProcessStartInfo Of(string project, string name, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "src", project, "bin", configuration, "net10.0", RuntimeInformation.RuntimeIdentifier, name))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string?>()) start.Environment[variable] = value;
        return start;
    }
}
