using System.Globalization;

namespace Serverless.Hosts.Contract.Tests.Platforms;

/// <summary>
/// Platforms that hand HTTP on: Kubernetes and Cloud Run as it is, the Azure Functions host by a proxy that first polls <c>GET /</c> until anything answers and adds its headers.
/// </summary>
internal sealed class ListeningPlatform : IPlatform
{
    /// <summary>
    /// What the fronts before the Functions host, and its proxy, add to a caller's request (azure-functions-host, DefaultHttpProxyService;
    /// App Service's front ends).
    /// </summary>
    private static readonly (string Name, string Value)[] OfFront =
    [
        ("X-Forwarded-For", "192.0.2.1:1234"),
        ("X-ARR-LOG-ID", "a"),
        ("x-ms-invocation-id", "b"),
    ];

    private readonly HttpClient _client;
    private readonly string? _invocationHeader;

    private ListeningPlatform(HostProcess host, int port, string? invocationHeader)
    {
        Host = host;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(1) };
        _invocationHeader = invocationHeader;
    }

    public HostProcess Host { get; }

    public static Task<ListeningPlatform> KubernetesAsync(params (string Name, string Value)[] more) =>
        StartAsync("Hosts.Kubernetes", "Serverless.Hosts.Kubernetes", "CAPTION_PORT", null, more);

    public static Task<ListeningPlatform> GoogleAsync(params (string Name, string Value)[] more) =>
        StartAsync(
            "Hosts.Gcp",
            "Serverless.Hosts.Gcp",
            "PORT",
            null,
            [("K_SERVICE", "captions"), ("CAPTION_ADDRESS", "127.0.0.1"), .. more]
        );

    public static Task<ListeningPlatform> AzureAsync(params (string Name, string Value)[] more) =>
        StartAsync("Hosts.Azure", "CaptionHost", "FUNCTIONS_CUSTOMHANDLER_PORT", "X-Azure-Functions-InvocationId", more);

    public int Port => _client.BaseAddress!.Port;

    public Task<HostAnswer> SendAsync(HostRequest request) => SendAsync(request, _invocationHeader is null ? [] : OfFront);

    /// <summary>The Functions host's own call of a trigger that is not HTTP: it comes past no front.</summary>
    public Task<HostAnswer> TriggerAsync(string function, byte[] envelope) =>
        SendAsync(new HostRequest("POST", "/" + function, [new("Content-Type", "application/json")], envelope), []);

    private async Task<HostAnswer> SendAsync(HostRequest request, (string Name, string Value)[] ofFront)
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

        if (_invocationHeader is not null)
            message.Headers.Add(_invocationHeader, Guid.NewGuid().ToString());
        foreach (var (name, value) in ofFront)
            message.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(message);
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
        return new HostAnswer((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Host.DisposeAsync();
    }

    private static async Task<ListeningPlatform> StartAsync(
        string project,
        string name,
        string portVariable,
        string? invocationHeader,
        (string Name, string Value)[] more
    )
    {
        var port = HostProcess.FreePort();
        var environment = new Dictionary<string, string?>();
        foreach (var (variable, value) in more)
            environment[variable] = value; // the last one holds
        environment[portVariable] = port.ToString(CultureInfo.InvariantCulture);
        var platform = new ListeningPlatform(new HostProcess(project, name, environment), port, invocationHeader);
        for (var i = 0; i < 2400 && !platform.Host.Process.HasExited; i++)
        {
            try
            {
                if (invocationHeader is not null)
                    using (await platform._client.GetAsync("/")) { }
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
        throw new InvalidOperationException($"{project} does not become ready:\n{log}");
    }
}
