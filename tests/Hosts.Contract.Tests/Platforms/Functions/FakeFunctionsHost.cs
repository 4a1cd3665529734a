using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Hosts.Contract.Tests.Platforms.Functions.Rpc;
using Serverless.Testing;
using Yarp.ReverseProxy.Forwarder;

namespace Serverless.Hosts.Contract.Tests.Platforms.Functions;

/// <summary>
/// The Functions host as a worker meets it (azure-functions-language-worker-protobuf, azure-functions-host: GrpcWorkerChannel): starts the
/// worker by its worker.config.json, speaks the contract over gRPC in its order, hands requests on by a proxy, calls triggers, and writes
/// down every departure from the contract. Ending it with such a departure is an error.
/// </summary>
internal sealed partial class FakeFunctionsHost : IAsyncDisposable
{
    /// <summary>The key that functions of level <c>function</c> ask for.</summary>
    public const string FunctionKey = "fake-key";

    /// <summary>The host's own limit on bodies (FUNCTIONS_REQUEST_BODY_SIZE_LIMIT).</summary>
    private const long MaxBodyBytes = 104_857_600;

    private const int MaxMessageBytes = int.MaxValue;

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60),
        InitTime = TimeSpan.FromSeconds(10),
        ReloadTime = TimeSpan.FromSeconds(30),
        GraceTime = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _invoker;
    private readonly IHttpForwarder _forwarder;
    private readonly string _root;
    private readonly HostLauncher _launch;
    private readonly string _workerId = Guid.NewGuid().ToString();
    private readonly CancellationTokenSource _gone = new();
    private ListenOptions? _rpc,
        _public;
    private string _routePrefix = "api";
    private HostProcess? _process;
    private bool _isEnding;

    private FakeFunctionsHost(string root, HostLauncher launch)
    {
        (_root, _launch) = (root, launch);
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(this).AddHttpForwarder();
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (MaxMessageBytes, MaxMessageBytes));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, 0, listen => (_rpc = listen).Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => (_public = listen).Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.MapWhen(context => context.Connection.LocalPort == PublicPort, caller => caller.Run(HandOnAsync));
        _app.MapGrpcService<Stream>();
        _forwarder = _app.Services.GetRequiredService<IHttpForwarder>();
        _invoker = new HttpMessageInvoker(new ConnectingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }));
    }

    /// <summary>The worker's process; its log holds what it sends by the stream too.</summary>
    public HostProcess Worker => _process!;

    /// <summary>Where callers come in.</summary>
    public int PublicPort => _public!.IPEndPoint!.Port;

    /// <summary>Where the worker listens for what is handed on.</summary>
    public Uri WorkerAddress { get; private set; } = new("http://127.0.0.1:1");

    /// <summary>What departed from the contract.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>What the worker said it can do.</summary>
    public ConcurrentDictionary<string, string> Capabilities { get; } = new();

    /// <summary>Its functions by name.</summary>
    public Dictionary<string, LoadedFunction> Loaded { get; } = [];

    /// <summary>Starts the worker and brings it as far as the first invocation.</summary>
    /// <param name="settings">App settings.</param>
    /// <param name="isPlaceholder">
    /// The settings come with FunctionEnvironmentReloadRequest. As on the platform a placeholder (FunctionsNetHost) answers
    /// WorkerInitRequest, puts the settings into the environment and only then loads the worker, whose first message is that request. The
    /// platform loads it into the placeholder's process and goes on by native calls; here it is a process of its own that goes on by gRPC.
    /// </param>
    public static async Task<FakeFunctionsHost> StartAsync(
        IEnumerable<(string Name, string Value)> settings,
        bool isPlaceholder = false
    ) => await StartedAsync(await LaunchAsync(isPlaceholder ? [] : settings, isPlaceholder), settings, isPlaceholder);

    /// <summary>The same for a package that lies in a folder.</summary>
    /// <param name="root">The package: <c>host.json</c>, <c>worker.config.json</c> and the rest.</param>
    /// <param name="settings">App settings.</param>
    /// <param name="launch">Starts the worker.</param>
    public static async Task<FakeFunctionsHost> StartAsync(
        string root,
        IReadOnlyCollection<(string Name, string Value)> settings,
        HostLauncher launch
    )
    {
        var host = new FakeFunctionsHost(root, launch);
        host.CheckPackage();
        await host._app.StartAsync();
        host.StartWorker(settings);
        return await StartedAsync(host, settings, isPlaceholder: false);
    }

    private static async Task<FakeFunctionsHost> StartedAsync(
        FakeFunctionsHost host,
        IEnumerable<(string Name, string Value)> settings,
        bool isPlaceholder
    )
    {
        try
        {
            if (isPlaceholder)
                await host.SpecializeAsync(settings);
            else
                await host.InitializeAsync();
            await host.LoadAsync();
            return host;
        }
        catch (Exception error)
        {
            var (log, violations) = (host._process?.Log, string.Join('\n', host.Violations));
            host.Violations.Clear();
            await host.DisposeAsync();
            throw new InvalidOperationException($"the worker does not start: {error.Message}\n{violations}\n{log}", error);
        }
    }

    /// <summary>Starts a worker that is to end by itself.</summary>
    /// <param name="settings">App settings.</param>
    /// <returns>Its exit code and its log.</returns>
    public static async Task<(int ExitCode, string Log)> EndedAsync(IEnumerable<(string Name, string Value)> settings)
    {
        await using var host = await LaunchAsync(settings, isPlaceholder: false);
        host._isEnding = true;
        try
        {
            await host.InitializeAsync();
            await host.LoadAsync();
        }
        catch (InvalidOperationException)
        {
            // It has ended on the way.
        }

        return (await host.Worker.ExitCodeAsync(), host.Worker.Log);
    }

    /// <summary>The host stops: WorkerTerminate, and the process is killed when the time is over.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        if (_isEnding)
            return await Worker.ExitCodeAsync();
        _isEnding = true;
        Interlocked.Increment(ref _emptyAllowed);
        Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(GraceTime) } });
        using var limit = new CancellationTokenSource(GraceTime);
        try
        {
            await Worker.Process.WaitForExitAsync(limit.Token);
            if (Worker.Process.ExitCode != 0)
                Violations.Enqueue($"exit code {Worker.Process.ExitCode} after WorkerTerminate");
        }
        catch (OperationCanceledException)
        {
            Violations.Enqueue($"still running {GraceTime.TotalSeconds} s after WorkerTerminate");
            Worker.Process.Kill();
        }

        var exitCode = await Worker.ExitCodeAsync();
        await _streamEnded.Task.WaitAsync(InitTime);
        if (!_running.IsEmpty)
            Violations.Enqueue($"{_running.Count} invocations without an answer at the end");
        return exitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null && _started.Task.IsCompletedSuccessfully && !_process.Process.HasExited)
            await TerminateAsync();
        _isEnding = true;
        if (_process is not null)
            await _process.DisposeAsync();
        await _app.DisposeAsync();
        _invoker.Dispose();
        _gone.Dispose();
        if (!Violations.IsEmpty)
            throw new InvalidOperationException("The worker departed from the contract: " + string.Join("; ", Violations));
    }

    private static async Task<FakeFunctionsHost> LaunchAsync(IEnumerable<(string Name, string Value)> settings, bool isPlaceholder)
    {
        var root = Path.GetDirectoryName(BuiltProgram.Of("Hosts.Azure", "Serverless.Hosts.Azure").FileName)!;
        var host = new FakeFunctionsHost(root, start => new HostProcess(start));
        host.CheckPackage();
        await host._app.StartAsync();
        if (!isPlaceholder)
            host.StartWorker(settings);
        return host;
    }

    private async Task InitializeAsync()
    {
        await WithinAsync(_started.Task, StartTime, "StartStream");
        var request = new WorkerInitRequest
        {
            HostVersion = "4.1037.0",
            WorkerDirectory = _root,
            FunctionAppDirectory = _root,
        };
        request.Capabilities.Add("MultiStream", "10");
        _init = new TaskCompletionSource<WorkerInitResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(new StreamingMessage { WorkerInitRequest = request });
        var init = await WithinAsync(_init.Task, InitTime, "WorkerInitResponse");
        RequireSuccess(init.Result, "WorkerInitResponse");
        Take(init.Capabilities);
    }

    private async Task SpecializeAsync(IEnumerable<(string Name, string Value)> settings)
    {
        var request = new EnvironmentReloadRequest { FunctionAppDirectory = _root };
        foreach (var (name, value) in settings)
            request.EnvironmentVariables[name] = value;
        StartWorker(request.EnvironmentVariables.Select(pair => (pair.Key, pair.Value)));
        await WithinAsync(_started.Task, ReloadTime, "StartStream");
        _reload = new TaskCompletionSource<EnvironmentReloadResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(new StreamingMessage { FunctionEnvironmentReloadRequest = request });
        var reload = await WithinAsync(_reload.Task, ReloadTime, "FunctionEnvironmentReloadResponse");
        RequireSuccess(reload.Result, "FunctionEnvironmentReloadResponse");
        Take(reload.Capabilities);
    }

    private async Task LoadAsync()
    {
        string[] needed =
        [
            "HandlesWorkerTerminateMessage",
            "HandlesInvocationCancelMessage",
            "WorkerStatus",
            "RpcHttpTriggerMetadataRemoved",
            "RawHttpBodyBytes",
        ];
        foreach (var name in needed.Where(name => !Capabilities.ContainsKey(name)))
            Violations.Enqueue($"capability {name} is missing");
        _metadata = new TaskCompletionSource<FunctionMetadataResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = _root } });
        Index(await WithinAsync(_metadata.Task, StartTime, "FunctionMetadataResponse"));
        foreach (var function in Loaded.Values)
        {
            _loading[function.Id] = new TaskCompletionSource<FunctionLoadResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
            var load = new FunctionMetadata
            {
                Name = function.Name,
                ScriptFile = function.Metadata.ScriptFile,
                EntryPoint = function.Metadata.EntryPoint,
                Directory = function.Metadata.Directory,
            };
            load.Bindings.Add(function.Metadata.Bindings);
            load.Properties.Add(function.Metadata.Properties);
            Send(
                new StreamingMessage
                {
                    FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.Id, Metadata = load },
                }
            );
        }

        foreach (var (id, load) in _loading)
            RequireSuccess((await WithinAsync(load.Task, StartTime, $"FunctionLoadResponse {id}")).Result, $"FunctionLoadResponse {id}");
    }

    /// <summary>What the host finds at the root of a package before it starts anything.</summary>
    private void CheckPackage()
    {
        foreach (var file in (string[])["host.json", "worker.config.json", "functions.metadata", "extensions.json", ".azurefunctions"])
        {
            if (!Path.Exists(Path.Combine(_root, file)))
                Violations.Enqueue($"{file} is missing at the root of the package");
        }

        if (Directory.EnumerateDirectories(_root).Any(folder => File.Exists(Path.Combine(folder, "function.json"))))
            Violations.Enqueue("a function.json of another kind of worker is in the package");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_root, "host.json")));
        if (json.RootElement.GetProperty("version").GetString() != "2.0")
            Violations.Enqueue("host.json: version is not 2.0");
        if (json.RootElement.TryGetProperty("customHandler", out _))
            Violations.Enqueue("host.json: customHandler is for another kind of worker");
        if (
            json.RootElement.TryGetProperty("extensions", out var extensions)
            && extensions.TryGetProperty("http", out var http)
            && http.TryGetProperty("routePrefix", out var prefix)
        )
        {
            _routePrefix = prefix.GetString()!;
        }
    }

    private void StartWorker(IEnumerable<(string Name, string Value)> settings)
    {
        using var config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_root, "worker.config.json")));
        var description = config.RootElement.GetProperty("description");
        if (description.GetProperty("language").GetString() != "dotnet-isolated")
            Violations.Enqueue("worker.config.json: the language is not dotnet-isolated");
        var worker = Path.Combine(_root, description.GetProperty("defaultWorkerPath").GetString()!);
        var port = _rpc!.IPEndPoint!.Port.ToString(CultureInfo.InvariantCulture);
        var (uri, request, bytes) = ($"http://127.0.0.1:{port}/", Guid.NewGuid(), MaxMessageBytes);
        var start = new ProcessStartInfo(description.GetProperty("defaultExecutablePath").GetString()!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _root,
            Arguments =
                $"\"{worker}\" --host 127.0.0.1 --port {port} --workerId {_workerId} --requestId {request} --grpcMaxMessageLength {bytes}"
                + $" --functions-uri {uri} --functions-worker-id {_workerId} --functions-request-id {request}"
                + $" --functions-grpc-max-message-length {bytes}",
        };
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = _root;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = _root;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        foreach (var (name, value) in settings)
            start.Environment[name] = value; // the last one holds
        _process = _launch(start);
        _process.Process.EnableRaisingEvents = true;
        _process.Process.Exited += (_, _) => Lost();
        if (_process.Process.HasExited)
            Lost();
    }

    /// <summary>What still waits for the worker is told that it has ended.</summary>
    private void Lost()
    {
        if (!_isEnding && Violations.IsEmpty)
            Violations.Enqueue("the worker ended by itself");
        var ended = new InvalidOperationException("the worker has ended");
        _started.TrySetException(ended);
        _init?.TrySetException(ended);
        _reload?.TrySetException(ended);
        _metadata?.TrySetException(ended);
        foreach (var load in _loading.Values)
            load.TrySetException(ended);
        if (!_isEnding)
        {
            foreach (var running in _running.Values)
                running.TrySetException(ended);
        }
    }

    private void Take(IDictionary<string, string> capabilities)
    {
        foreach (var (name, value) in capabilities)
            Capabilities[name] = value;
        if (!Capabilities.TryGetValue("HttpUri", out var address))
            return;
        WorkerAddress = new Uri(address);
        if (!WorkerAddress.IsLoopback)
            Violations.Enqueue($"HttpUri {address} is no address of this machine alone");
    }

    private void Index(FunctionMetadataResponse response)
    {
        RequireSuccess(response.Result, "FunctionMetadataResponse");
        if (response.UseDefaultMetadataIndexing)
            Violations.Enqueue("the worker leaves it to function.json files");
        foreach (var function in response.FunctionMetadataResults)
        {
            var bindings = function.RawBindings.Select(raw => JsonDocument.Parse(raw).RootElement).ToList();
            var triggers = bindings
                .Where(binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase))
                .ToList();
            if (!FunctionName().IsMatch(function.Name))
                Violations.Enqueue($"function name '{function.Name}'");
            if (function.Language != "dotnet-isolated" || function.IsProxy)
                Violations.Enqueue($"{function.Name}: language '{function.Language}', proxy {function.IsProxy}");
            if (function.FunctionId.Length == 0 || Loaded.Values.Any(other => other.Id == function.FunctionId))
                Violations.Enqueue($"{function.Name}: id '{function.FunctionId}' is missing or used twice");
            if (!File.Exists(Path.Combine(_root, function.ScriptFile)))
                Violations.Enqueue($"{function.Name}: {function.ScriptFile} does not exist");
            if (triggers.Count != 1 || bindings.Count != function.Bindings.Count)
                Violations.Enqueue($"{function.Name}: {triggers.Count} triggers, {bindings.Count} and {function.Bindings.Count} bindings");
            else if (!Loaded.TryAdd(function.Name, new LoadedFunction(function, triggers[0])))
                Violations.Enqueue($"function name '{function.Name}' used twice");
        }

        if (Loaded.Count == 0)
            Violations.Enqueue("the worker has no functions");
        if (!Capabilities.ContainsKey("HttpUri"))
            Violations.Enqueue("capability HttpUri is missing");
    }

    private void RequireSuccess(StatusResult? result, string what)
    {
        if (result?.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"{what}: {result?.Status} {result?.Exception?.Message}");
    }

    private async Task<T> WithinAsync<T>(Task<T> task, TimeSpan time, string what)
    {
        try
        {
            return await task.WaitAsync(time);
        }
        catch (TimeoutException late)
        {
            Violations.Enqueue($"{what}: nothing within {time.TotalSeconds} s");
            throw new InvalidOperationException($"{what}: nothing within {time.TotalSeconds} s", late);
        }
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();
}
