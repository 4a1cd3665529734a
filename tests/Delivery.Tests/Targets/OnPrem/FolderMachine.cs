using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Serverless.Core;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Clouds;
using Serverless.Delivery.Targets.OnPrem;
using Serverless.Ledger;
using Serverless.Testing;

namespace Serverless.Delivery.Tests.Targets.OnPrem;

/// <summary>
/// A machine in a folder: the real install.sh, captions-front and captions-ready, with a systemctl that starts nothing. On both ports
/// something answers as the service does.
/// </summary>
internal sealed class FolderMachine : IMachine, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("machine-").FullName;
    private readonly List<HttpListener> _services = [];
    private readonly CommandLine _shell;

    public FolderMachine()
    {
        (Port, BesidePort) = (Serve(), Serve());
        var programs = Directory.CreateDirectory(Path.Combine(_folder, "programs")).FullName;
        Program(programs, "sync", "exit 0");
        Program(programs, "uname", "echo x86_64");
        Program(programs, "getconf", "echo glibc 2.36");
        Program(
            programs,
            "systemctl",
            $"""
            case "$1 $2" in
              "--version "*) echo "systemd 252 (252.1)" ;;
              "is-active caption@"*) if [ -L {Root}/opt/captions/revisions/{BesidePort} ]; then echo active; else echo inactive; fi ;;
              "is-active "*) echo active ;;
            esac
            """
        );
        var path = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
        _shell = new CommandLine("sh", new Dictionary<string, string> { ["PATH"] = path });
    }

    public int Port { get; }

    public int BesidePort { get; }

    public string Root => Path.Combine(_folder, "root");

    public string Bundles => Directory.CreateDirectory(Path.Combine(_folder, "bundles")).FullName;

    public ModelReference Model { get; set; } = new("caption-base", "1.0.0", "");

    /// <summary>Called before and after each call with its lines; what it gives is answered in place of the work.</summary>
    public Func<string, TargetFailure?> Fault { get; set; } = _ => null;

    public string Current => new DirectoryInfo(Path.Combine(Root, "opt/captions/current")).ResolveLinkTarget(true)!.Name;

    /// <summary>What the front reads, a line.</summary>
    public string Weights => File.ReadAllText(Path.Combine(Root, "etc/captions/front-weights.conf")).ReplaceLineEndings(" ");

    public TerraformOutputs Outputs()
    {
        using var document = JsonDocument.Parse(
            $$"""
            {"cloud":"onprem","environment":"dev","host":"localhost","root":"{{Root}}","bundles":"{{Bundles}}",
            "port":{{Port}},"beside_port":{{BesidePort}} }
            """
        );
        return new TerraformOutputs(document.RootElement.Clone(), null, "https://captions/");
    }

    /// <summary>A bundle as <c>make bundle</c> makes it of a package.</summary>
    public string MakeBundle(string version, string? package)
    {
        var inputs = Directory.CreateDirectory(Path.Combine(_folder, "inputs-" + version)).FullName;
        var (app, cli) = (Path.Combine(inputs, "app"), Directory.CreateDirectory(Path.Combine(inputs, "cli")).FullName);
        Directory.CreateDirectory(app);
        if (package is not null)
            ZipFile.ExtractToDirectory(package, app, overwriteFiles: true);
        Program(app, "Serverless.Hosts.Kubernetes", $"echo {version}");
        Program(cli, "caption", $"echo {version}");
        var bundle = Path.Combine(Bundles, $"captions-onprem-{version}.tar");
        var maker = Path.Combine(Repository.Root, "deploy", "onprem", "make-bundle");
        Run(maker, "--app", app, "--cli", cli, "--version", version, "--out", bundle);
        return bundle;
    }

    /// <summary>What a person does once: the first release, by its own installer.</summary>
    public async Task InstallByHandAsync(string version)
    {
        Run("tar", "-xf", MakeBundle(version, package: null), "-C", _folder);
        var installer = Path.Combine(_folder, $"captions-onprem-{version}", "install.sh");
        Assert.Null((await RunAsync($"{installer} --root {Root}", CancellationToken.None)).Failure?.Detail);
    }

    public async Task<Result<string, TargetFailure>> RunAsync(string lines, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Fault(lines) is { } before)
            return before;
        var said = await _shell.RunAsync(cancellationToken, "-c", lines);
        return Fault(lines) is { } after ? after : said;
    }

    public async Task<TargetFailure?> CopyAsync(string file, string to, CancellationToken cancellationToken) =>
        Fault("copy") ?? await new CommandLine("cp").DoAsync(cancellationToken, file, to);

    public Task<Result<Tunnel, TargetFailure>> ForwardAsync(int port, CancellationToken cancellationToken) =>
        new ThisMachine().ForwardAsync(port, cancellationToken);

    public void Dispose()
    {
        foreach (var service in _services)
            service.Close();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Program(string folder, string name, string lines)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{lines}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private int Serve()
    {
        while (true)
        {
            var port = FreePort();
            var service = new HttpListener { Prefixes = { FormattableString.Invariant($"http://127.0.0.1:{port}/") } };
            try
            {
                service.Start();
            }
            catch (HttpListenerException)
            {
                continue; // another one took it meanwhile
            }

            _services.Add(service);
            _ = AnswerAsync(service);
            return port;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AnswerAsync(HttpListener service)
    {
        try
        {
            while (true)
            {
                var context = await service.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var path = context.Request.Url!.AbsolutePath;
                context.Response.StatusCode =
                    path == "/v1/nowhere" ? 404
                    : path == "/v1/captions" && body.Length == 0 ? 400
                    : 200;
                var model = new
                {
                    name = Model.Name,
                    version = Model.Version,
                    digest = Model.Digest,
                };
                context.Response.Close(JsonSerializer.SerializeToUtf8Bytes(new { verdict = "good", model }), willBlock: false);
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // the test ended
        }
    }
}
