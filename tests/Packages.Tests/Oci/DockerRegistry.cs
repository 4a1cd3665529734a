using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Serverless.Testing;

namespace Serverless.Packages.Tests.Oci;

/// <summary>Debian's <c>docker-registry</c> on a port of its own, with a folder of its own.</summary>
internal sealed class DockerRegistry : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private DockerRegistry(Process process, DirectoryInfo folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public string Host => $"127.0.0.1:{Port}";

    /// <summary>Starts it; skips the running test where it is missing.</summary>
    public static async Task<DockerRegistry> StartAsync()
    {
        Parts.Require(Parts.DockerRegistry);
        var (folder, port) = (Directory.CreateTempSubdirectory("captions-registry-"), FreePort());
        var settings = Path.Combine(folder.FullName, "settings.yml");
        var storage = Path.Combine(folder.FullName, "data");
        var lines = $$"""
            version: 0.1
            log: { level: error }
            storage: { filesystem: { rootdirectory: {{storage}} } }
            http: { addr: "127.0.0.1:{{port}}" }
            """;
        await File.WriteAllTextAsync(settings, lines);
        var start = new ProcessStartInfo(Parts.DockerRegistry.Command[0], ["serve", settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var registry = new DockerRegistry(process, folder, port);
        using var patience = new CancellationTokenSource(Timeout);
        while (!await ListensAsync(port))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"docker-registry ended with {process.ExitCode} before it listened.");
            await Task.Delay(50, patience.Token);
        }

        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
