using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Serverless.Testing.Emulators;

/// <summary>A program that plays a cloud's store, started for the tests and ended with them.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string? _folder;

    private Emulator(Process process, int port, string? folder) => (_process, Port, _folder) = (process, port, folder);

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>moto, which keeps S3's conditional writes.</summary>
    public static Task<Emulator> MotoAsync() => StartAsync(Parts.Moto, EmulatorArguments.Moto);

    /// <summary>s3rver, a compatible store that checks signatures and keeps no conditions.</summary>
    public static Task<Emulator> S3RverAsync()
    {
        Parts.Require(Parts.S3Rver);
        var folder = Directory.CreateTempSubdirectory("s3rver-").FullName;
        return StartAsync(Parts.S3Rver, port => ["-d", folder, "-a", "127.0.0.1", "-p", $"{port}", "--silent"], folder);
    }

    /// <summary>Azurite's blob service, in memory.</summary>
    /// <param name="certificate">Files of a certificate and its key: HTTPS, and bearer tokens are taken.</param>
    public static Task<Emulator> AzuriteAsync((string Certificate, string Key)? certificate = null)
    {
        string[] secure = certificate is { } files ? ["--cert", files.Certificate, "--key", files.Key, "--oauth", "basic"] : [];
        return StartAsync(Parts.Azurite, port => [.. EmulatorArguments.Azurite(port), .. secure]);
    }

    /// <summary>The strict server of ours, built with the tests.</summary>
    public static Task<Emulator> CloudStorageAsync(params string[] more)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var folder = Path.Combine(Repository.Root, "tests", "Emulators", "CloudStorage", "bin", configuration, "net10.0");
        var built = Path.Combine(folder, "Serverless.CloudStorage");
        return StartAsync("CloudStorage", [built], port => EmulatorArguments.CloudStorage(port, more), null);
    }

    /// <summary>The strict hub of ours, built with the tests.</summary>
    /// <param name="folder">Its models: <c>OWNER/NAME/…</c>.</param>
    public static Task<Emulator> HubAsync(string folder)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var built = Path.Combine(Repository.Root, "tests", "Emulators", "Hub", "bin", configuration, "net10.0", "Serverless.Hub");
        return StartAsync("Hub", [built], port => [folder, $"{port}"], null);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Skips the running test where the part is missing.</summary>
    private static Task<Emulator> StartAsync(Part part, Func<int, string[]> arguments, string? folder = null)
    {
        Parts.Require(part);
        return StartAsync(part.Name, part.Command, arguments, folder);
    }

    private static async Task<Emulator> StartAsync(
        string name,
        IReadOnlyList<string> command,
        Func<int, string[]> arguments,
        string? folder
    )
    {
        var port = FreePort();
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments(port)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var emulator = new Emulator(process, port, folder);
        using var patience = new CancellationTokenSource(Timeout);
        while (!await ListensAsync(port))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{name} ended with {process.ExitCode} before it listened.");
            await Task.Delay(50, patience.Token);
        }

        return emulator;
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
