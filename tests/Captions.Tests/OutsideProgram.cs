using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using Serverless.Testing;

namespace Serverless.Captions.Tests;

/// <summary>
/// The program of <c>examples/console</c> in a folder of its own, outside of this repository, with a folder as its only feed. What comes
/// from public feeds was restored for this build, and is taken from where that put it.
/// </summary>
internal sealed class OutsideProgram(string folder)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    public string Feed { get; } = Directory.CreateDirectory(Path.Combine(folder, "feed")).FullName;

    private string Project { get; } = Directory.CreateDirectory(Path.Combine(folder, "program")).FullName;

    public string Models => Path.Combine(Path.GetDirectoryName(Program)!, "models");

    private string Program => Path.Combine(Project, "bin", "Debug", "net10.0", RuntimeInformation.RuntimeIdentifier, "console");

    /// <summary>Packs the library as it was built.</summary>
    public async Task PackLibraryAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var library = Path.Combine(Repository.Root, "src", "Captions");
        await FineAsync(Repository.Root, "dotnet", "pack", library, "-c", configuration, "--no-build", "-o", Feed);
    }

    /// <summary>Writes the project: that of the example, with another model and version.</summary>
    public async Task WriteAsync(string model, string version, string? source = null)
    {
        var example = Path.Combine(Repository.Root, "examples", "console");
        var project = await File.ReadAllTextAsync(Path.Combine(example, "console.csproj"));
        const string Known = "\"Serverless.Models.caption-base\" Version=\"1.0.*\"";
        Assert.Contains(Known, project, StringComparison.Ordinal);
        project = project.Replace(Known, $"\"Serverless.Models.{model}\" Version=\"{version}\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(Project, "console.csproj"), project);
        source ??= await File.ReadAllTextAsync(Path.Combine(example, "Program.cs"));
        await File.WriteAllTextAsync(Path.Combine(Project, "Program.cs"), source);
        var located = await FineAsync(Repository.Root, "dotnet", "nuget", "locals", "global-packages", "--list", "--force-english-output");
        var known = located[(located.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        await File.WriteAllTextAsync(
            Path.Combine(Project, "nuget.config"),
            $"""
            <configuration>
              <packageSources><clear /><add key="own" value="{SecurityElement.Escape(Feed)}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="known" value="{SecurityElement.Escape(known)}" /></fallbackPackageFolders>
              <config><add key="globalPackagesFolder" value="packages" /></config>
            </configuration>
            """
        );
    }

    public async Task BuildAsync()
    {
        await FineAsync(Project, "dotnet", "restore", "--force", "--no-http-cache");
        await FineAsync(Project, "dotnet", "build", "--no-restore", "-v", "quiet", "--nologo");
    }

    /// <summary>Runs it in an empty folder.</summary>
    public Task<(int Code, string Output)> RunAsync(params string[] words) =>
        StartAsync(Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName, Program, words);

    private static async Task<string> FineAsync(string folder, string program, params string[] words)
    {
        var (code, output) = await StartAsync(folder, program, words);
        Assert.True(code == 0, output);
        return output;
    }

    private static async Task<(int Code, string Output)> StartAsync(string folder, string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        var ofTheRunner = start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase));
        foreach (var name in ofTheRunner.ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing runs on
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, "It did not end in time.\n" + await output + await error);
        }

        return (process.ExitCode, await output + await error);
    }
}
