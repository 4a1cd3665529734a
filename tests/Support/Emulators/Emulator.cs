using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Serverless.Testing.Emulators;

/// <summary>A program that plays a cloud's store, started for the tests and ended with them.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string? _folder;

    private Emulator(Process process, int port, string? folder) => (_process, Port, _folder) = (process, port, folder);

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>moto, which keeps S3's conditional writes.</summary>
    public static Task<Emulator> MotoAsync() => StartAsync("moto_server", Program("moto_server"), port => ["-H", "127.0.0.1", "-p", $"{port}"]);

    /// <summary>s3rver, a compatible store that checks signatures and keeps no conditions.</summary>
    public static Task<Emulator> S3RverAsync()
    {
        var folder = Directory.CreateTempSubdirectory("s3rver-").FullName;
        return StartAsync("s3rver", Script("s3rver/bin/s3rver.js"), port => ["-d", folder, "-a", "127.0.0.1", "-p", $"{port}", "--silent"], folder);
    }

    /// <summary>Azurite's blob service, in memory.</summary>
    /// <param name="certificate">Files of a certificate and its key: HTTPS, and bearer tokens are taken.</param>
    public static Task<Emulator> AzuriteAsync((string Certificate, string Key)? certificate = null)
    {
        string[] secure = certificate is { } files ? ["--cert", files.Certificate, "--key", files.Key, "--oauth", "basic"] : [];
        return StartAsync("azurite", Script("azurite/dist/src/blob/main.js"), port => ["--blobPort", $"{port}", "--silent", "--disableTelemetry", "--inMemoryPersistence", "--extentMemoryLimit", "4096", .. secure]);
    }

    /// <summary>The strict server of ours.</summary>
    public static Task<Emulator> CloudStorageAsync(params string[] more)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return StartAsync("CloudStorage", (Path.Combine(Repository.Root, "tests", "Emulators", "CloudStorage", "bin", configuration, "net10.0", "Serverless.CloudStorage"), []), port => [$"{port}", .. more]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    private static (string File, string[] First)? Script(string name)
    {
        var path = Path.Combine(Repository.Root, "tests", "Emulators", "node_modules", name);
        return File.Exists(path) ? ("node", ["--openssl-legacy-provider", path]) : null; // s3rver hides its cursors with DES
    }

    private static (string File, string[] First)? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name))) ? (name, []) : null;

    private static async Task<Emulator> StartAsync(string name, (string File, string[] First)? program, Func<int, string[]> arguments, string? folder = null)
    {
        var found = program ?? throw Parts.Missing(name);
        var port = FreePort();
        var start = new ProcessStartInfo(found.File) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in found.First.Concat(arguments(port))) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var emulator = new Emulator(process, port, folder);
        using var patience = new CancellationTokenSource(Patience);
        while (!await ListensAsync(port))
        {
            if (process.HasExited) throw new InvalidOperationException($"{name} ended with {process.ExitCode} before it listened.");
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
