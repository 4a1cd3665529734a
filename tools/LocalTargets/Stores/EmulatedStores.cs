using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Processes;
using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.LocalTargets.Stores;

/// <summary>A store for each target: moto, Azurite, the Cloud Storage server of the tests, folders; and a registry.</summary>
/// <param name="folder">Where they keep what they keep, and their logs.</param>
/// <param name="container">Bucket, container or folder that each has.</param>
/// <param name="starter">Starts processes.</param>
internal sealed class EmulatedStores(string folder, string container, ProcessStarter starter) : IAsyncDisposable
{
    private static readonly string[] Configurations = ["Release", "Debug"];

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60),
        StopTimeout = TimeSpan.FromSeconds(5);

    private readonly List<(string Name, HostProcess Process, LogFile Log)> _running = [];
    private readonly Dictionary<string, StoreEntry> _stores = [];
    private readonly Dictionary<string, string> _missing = [];
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<string, int> _ports = [];
    private string? _registry;

    /// <summary>Ends when an emulator has ended by itself; says which.</summary>
    public Task<string> Lost => _lost.Task;

    private string PortsPath => Path.Combine(folder, "ports.json");

    /// <summary>Starts all that the machine has.</summary>
    /// <returns>What runs and what is missing.</returns>
    /// <exception cref="InvalidOperationException">An emulator does not start.</exception>
    public async Task<StoresFile> StartAsync()
    {
        Directory.CreateDirectory(folder);
        if (File.Exists(PortsPath))
            _ports = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(PortsPath), StoresJson.Default.StorePorts)!.Ports;
        await StartMotoAsync();
        await StartAzuriteAsync();
        await StartCloudStorageAsync();
        await StartRegistryAsync();
        AddFolder("kubernetes");
        AddFolder("onprem");
        await File.WriteAllBytesAsync(
            PortsPath,
            JsonSerializer.SerializeToUtf8Bytes(new StorePorts(_ports), StoresJson.Default.StorePorts)
        );
        var self = ProcessIdentity.Current;
        return new StoresFile(self.Pid, self.StartTime, _stores, _registry, _missing);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process, log) in _running)
        {
            await Signals.EndAsync(process.Process, StopTimeout);
            await process.DisposeAsync();
            log.Dispose();
        }
    }

    private async Task StartMotoAsync()
    {
        if (IsMissing("aws", Parts.Moto))
            return;
        var address = await StartAsync("moto", Parts.Moto.Command, EmulatorArguments.Moto);
        using var client = new HttpClient();
        (await client.PutAsync($"{address}/{container}", null)).EnsureSuccessStatusCode();
        _stores["aws"] = new StoreEntry(
            $"s3://{container}/",
            new Dictionary<string, string>
            {
                ["AWS_ENDPOINT_URL_S3"] = address,
                ["AWS_ACCESS_KEY_ID"] = "test",
                ["AWS_SECRET_ACCESS_KEY"] = "test",
                ["AWS_REGION"] = "eu-central-1",
            },
            IsKept: false
        );
    }

    private async Task StartAzuriteAsync()
    {
        if (IsMissing("azure", Parts.Azurite))
            return;
        var kept = Directory.CreateDirectory(Path.Combine(folder, "azurite")).FullName;
        var address = await StartAsync("azurite", Parts.Azurite.Command, port => EmulatorArguments.Azurite(port, kept));
        using var client = new HttpClient();
        using var create = AzureRequests.CreateContainer($"{address}/devstoreaccount1", container, AzureRequests.Key);
        using var answer = await client.SendAsync(create);
        if (answer.StatusCode != System.Net.HttpStatusCode.Conflict)
            answer.EnsureSuccessStatusCode();
        _stores["azure"] = new StoreEntry(
            $"az://devstoreaccount1/{container}/",
            new Dictionary<string, string>
            {
                ["AZURE_STORAGE_CONNECTION_STRING"] =
                    $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AzureRequests.Key};"
                    + $"BlobEndpoint={address}/devstoreaccount1;",
            },
            IsKept: true
        );
    }

    private async Task StartCloudStorageAsync()
    {
        var program = Configurations
            .Select(configuration =>
                Path.Combine(
                    Repository.Root,
                    "tests",
                    "Emulators",
                    "CloudStorage",
                    "bin",
                    configuration,
                    "net10.0",
                    "Serverless.CloudStorage"
                )
            )
            .FirstOrDefault(File.Exists);
        if (program is null)
        {
            _missing["gcp"] = "The Cloud Storage server is not built; dotnet build tests/Emulators/CloudStorage -c Release.";
            return;
        }

        var account = Path.Combine(folder, "google-account.json");
        if (!File.Exists(account))
            await GoogleAccount.WriteAsync(account);
        var address = await StartAsync("cloud-storage", [program], port => EmulatorArguments.CloudStorage(port, "--signed-by", account));
        using var client = new HttpClient();
        (await client.PostAsJsonAsync($"{address}/storage/v1/b?project=p", new { name = container })).EnsureSuccessStatusCode();
        _stores["gcp"] = new StoreEntry(
            $"gs://{container}/",
            new Dictionary<string, string> { ["STORAGE_EMULATOR_HOST"] = address, ["GOOGLE_APPLICATION_CREDENTIALS"] = account },
            IsKept: false
        );
    }

    private async Task StartRegistryAsync()
    {
        if (IsMissing("registry", Parts.DockerRegistry))
            return;
        var (kept, config) = (Path.Combine(folder, "registry"), Path.Combine(folder, "registry.yml"));
        _registry = await StartAsync(
            "registry",
            Parts.DockerRegistry.Command,
            port =>
            {
                File.WriteAllText(
                    config,
                    $"""
                    version: 0.1
                    log: {"{"} level: warn {"}"}
                    storage:
                      filesystem: {"{"} rootdirectory: {JsonSerializer.Serialize(kept)} {"}"}
                      delete: {"{"} enabled: true {"}"}
                    http:
                      addr: 127.0.0.1:{port}
                      secret: {Guid.NewGuid():N}

                    """
                );
                return ["serve", config];
            }
        );
    }

    private void AddFolder(string target)
    {
        var kept = Directory.CreateDirectory(Path.Combine(folder, target, container)).FullName;
        _stores[target] = new StoreEntry(new Uri(kept + "/").AbsoluteUri, new Dictionary<string, string>(), IsKept: true);
    }

    private bool IsMissing(string target, Part part)
    {
        if (part.WhyMissing is not { } why)
            return false;
        _missing[target] = why + ".";
        return true;
    }

    /// <returns>The address it listens on.</returns>
    private async Task<string> StartAsync(string name, IReadOnlyList<string> command, Func<int, string[]> arguments)
    {
        if (!_ports.TryGetValue(name, out var port) || !Ports.IsFree(port))
            _ports[name] = port = HostProcess.FreePort();
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments(port)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        var log = new LogFile(Path.Combine(folder, "logs", name + ".log"));
        var process = starter.Start(start, log.Write);
        _running.Add((name, process, log));
        var watch = Stopwatch.StartNew();
        while (!await ListensAsync(port))
        {
            if (process.Process.HasExited)
                throw new InvalidOperationException($"{name} ended with {process.Process.ExitCode} before it listened: {log.Tail}");
            if (watch.Elapsed > StartTimeout)
                throw new InvalidOperationException($"{name} does not listen after {StartTimeout.TotalSeconds:0} s: {log.Tail}");
            await Task.Delay(50);
        }

        ProcessEnd.Watch(process.Process, text => _lost.TrySetResult($"{name}: {text}"));
        return $"http://127.0.0.1:{port}";
    }

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
