using Microsoft.AspNetCore.Http;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Processes;

namespace Serverless.LocalTargets.Platforms;

/// <summary>A host that listens on a port of its own.</summary>
internal sealed class ListeningServer : IRevisionServer
{
    private static readonly FrontTransformer Transformer = new(keepsHost: true);

    private readonly HttpForwarding _forwarding;
    private readonly HostProcess _host;
    private readonly Uri _address;
    private readonly TimeSpan _timeout,
        _grace;
    private readonly HttpClient _client;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="forwarding">Hands requests on.</param>
    /// <param name="host">The process.</param>
    /// <param name="port">Where it is to listen, on loopback.</param>
    /// <param name="timeout">Time for one request.</param>
    /// <param name="grace">Time between SIGTERM and SIGKILL.</param>
    public ListeningServer(HttpForwarding forwarding, HostProcess host, int port, TimeSpan timeout, TimeSpan grace)
    {
        (_forwarding, _host, _timeout, _grace) = (forwarding, host, timeout, grace);
        _address = new Uri($"http://127.0.0.1:{port}");
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _address };
        ProcessEnd.Watch(host.Process, text => _ended.TrySetResult(text));
    }

    public Task<string> Ended => _ended.Task;

    public Task<ForwardOutcome> ForwardAsync(HttpContext context) => _forwarding.ForwardAsync(context, _address, _timeout, Transformer);

    public Task<HostAnswer> AskAsync(string path, CancellationToken cancellationToken) =>
        HttpProbe.AskAsync(_client, path, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Signals.EndAsync(_host.Process, _grace);
        await _host.DisposeAsync();
        _client.Dispose();
    }
}
