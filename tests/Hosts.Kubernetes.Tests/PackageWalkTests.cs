using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>The walk of docs/packages.md, as it stands there.</summary>
public sealed partial class PackageWalkTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly string _folder = Directory.CreateTempSubdirectory("package-walk-").FullName;

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_command_of_the_walk_runs()
    {
        foreach (var program in (string[])["bash", "openssl", "curl"])
            Assert.SkipUnless(IsInstalled(program), $"{program} is not installed.");
        Link("artifacts/cli", "Cli");
        Link("artifacts/host", "Hosts.Kubernetes");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "samples"), Path.Combine(Repository.Root, "samples"));
        var hubPort = FreePort();
        using var hub = await StartHubAsync(hubPort);
        try
        {
            var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "packages.md"));
            var walk = Walk().Match(document).Value;
            var script = string.Join('\n', Block().Matches(walk).Select(block => block.Groups["text"].Value));
            Assert.Contains("caption model rollback", script, StringComparison.Ordinal);
            var (code, output) = await RunAsync(script.Replace("8090", $"{FreePort()}", StringComparison.Ordinal), hubPort);
            Assert.True(code == 0, output);
            Assert.Contains("refused: exit code 4", output, StringComparison.Ordinal);
            Assert.Contains("rolled-back", output, StringComparison.Ordinal);
        }
        finally
        {
            hub.Kill();
            await hub.WaitForExitAsync();
        }
    }

    private void Link(string name, string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var identifier = RuntimeInformation.RuntimeIdentifier;
        var built = Path.Combine(Repository.Root, "src", project, "bin", configuration, "net10.0", identifier);
        Directory.CreateSymbolicLink(path, built);
    }

    private async Task<Process> StartHubAsync(int port)
    {
        var model = Directory.CreateDirectory(Path.Combine(_folder, "hub", "demo", "tiny-captioner"));
        var fixture = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny");
        foreach (var file in Directory.EnumerateFiles(fixture).Concat(Directory.EnumerateFiles(Path.Combine(fixture, "onnx"))))
        {
            var target = Path.Combine(model.FullName, Path.GetRelativePath(fixture, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(Repository.Root, "tests", "Emulators", "Hub", "bin", configuration, "net10.0", "Serverless.Hub");
        var start = new ProcessStartInfo(program, [Path.Combine(_folder, "hub"), $"{port}"]) { RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        return process;
    }

    private async Task<(int Code, string Output)> RunAsync(string script, int hubPort)
    {
        const string Head = "exec 2>&1\nset -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n";
        var start = new ProcessStartInfo("bash", ["-c", Head + script]) { RedirectStandardOutput = true, WorkingDirectory = _folder };
        start.Environment["HF_ENDPOINT"] = $"http://127.0.0.1:{hubPort}";
        start.Environment["HF_HOME"] = Path.Combine(_folder, "huggingface");
        start.Environment["CAPTION_MODEL_CACHE"] = Path.Combine(_folder, "cache");
        start.Environment["CAPTION_LABEL_MODEL"] = "none";
        start.Environment["CAPTION_TEXT_MODEL"] = "none";
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(_folder, "config");
        foreach (var name in (string[])["CAPTION_DELIVERY_STORE", "CAPTION_SIGNING_KEY"])
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var reading = process.StandardOutput.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, "It did not end in time.\n" + await reading);
        }

        return (process.ExitCode, await reading);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("<!-- walk -->.*<!-- end of walk -->", RegexOptions.Singleline)]
    private static partial Regex Walk();

    [GeneratedRegex("```sh\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
