using System.Globalization;
using Serverless.Hosts.Contract.Tests.Platforms.Functions;

namespace Serverless.Hosts.Contract.Tests.Platforms;

/// <summary>
/// Platforms that hand HTTP on: Kubernetes and Cloud Run as it is, the Azure Functions host by a proxy and with a function key.
/// </summary>
internal sealed class ListeningPlatform : IPlatform
{
    private readonly HttpClient _client;

    private ListeningPlatform(HostProcess host, int port, FakeFunctionsHost? functions = null)
    {
        Host = host;
        Functions = functions;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(1) };
        if (functions is not null)
            _client.DefaultRequestHeaders.Add("x-functions-key", FakeFunctionsHost.FunctionKey);
    }

    public HostProcess Host { get; }

    /// <summary>The Functions host in front; null on other platforms.</summary>
    public FakeFunctionsHost? Functions { get; }

    public int Port => _client.BaseAddress!.Port;

    public static Task<ListeningPlatform> KubernetesAsync(params (string Name, string Value)[] more) =>
        StartAsync("Hosts.Kubernetes", "Serverless.Hosts.Kubernetes", "CAPTION_PORT", more);

    public static Task<ListeningPlatform> GoogleAsync(params (string Name, string Value)[] more) =>
        StartAsync("Hosts.Gcp", "Serverless.Hosts.Gcp", "PORT", [("K_SERVICE", "captions"), ("CAPTION_ADDRESS", "127.0.0.1"), .. more]);

    public static async Task<ListeningPlatform> AzureAsync(params (string Name, string Value)[] more) =>
        await ReadyAsync(await FakeFunctionsHost.StartAsync(more));

    /// <summary>
    /// The Azure Functions host with a worker that was specialised: its settings came after its placeholder had started.
    /// </summary>
    public static async Task<ListeningPlatform> SpecializedAzureAsync(params (string Name, string Value)[] more) =>
        await ReadyAsync(await FakeFunctionsHost.StartAsync(more, isPlaceholder: true));

    public async Task<HostAnswer> SendAsync(HostRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.PathAndQuery)
        {
            Content = new ByteArrayContent(request.Body),
        };
        foreach (var (name, value) in request.Headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                message.Content.Headers.Add(name, value);
            else
                message.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(message);
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
        return new HostAnswer((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (Functions is not null)
            await Functions.DisposeAsync();
        else
            await Host.DisposeAsync();
    }

    private static Task<ListeningPlatform> StartAsync(string project, string name, string portVariable, (string Name, string Value)[] more)
    {
        var port = HostProcess.FreePort();
        var environment = new Dictionary<string, string?>();
        foreach (var (variable, value) in more)
            environment[variable] = value; // the last one holds
        environment[portVariable] = port.ToString(CultureInfo.InvariantCulture);
        return ReadyAsync(new ListeningPlatform(new HostProcess(project, name, environment), port));
    }

    private static Task<ListeningPlatform> ReadyAsync(FakeFunctionsHost functions) =>
        ReadyAsync(new ListeningPlatform(functions.Worker, functions.PublicPort, functions));

    private static async Task<ListeningPlatform> ReadyAsync(ListeningPlatform platform)
    {
        for (var i = 0; i < 2400 && !platform.Host.Process.HasExited; i++)
        {
            try
            {
                using var ready = await platform._client.GetAsync("/health/ready");
                if (ready.IsSuccessStatusCode)
                    return platform;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await Task.Delay(25);
        }

        var log = platform.Host.Log;
        await platform.DisposeAsync();
        throw new InvalidOperationException($"The host does not become ready:\n{log}");
    }
}
