using Microsoft.AspNetCore.Http;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Hosts.Contract.Tests.Platforms.Functions;
using Serverless.LocalTargets.Processes;

namespace Serverless.LocalTargets.Platforms;

/// <summary>
/// A worker behind its Functions host. The front adds the function's key where a caller sends none: who reaches loopback is who the
/// platform lets through.
/// </summary>
internal sealed class FunctionsServer : IRevisionServer
{
    private const string KeyHeader = "x-functions-key";

    private static readonly FrontTransformer Transformer = new(keepsHost: true, (KeyHeader, FakeFunctionsHost.FunctionKey));

    private readonly HttpForwarding _forwarding;
    private readonly FakeFunctionsHost _functions;
    private readonly TimeSpan _timeout;
    private readonly Uri _address;
    private readonly HttpClient _client;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FunctionsServer(HttpForwarding forwarding, FakeFunctionsHost functions, TimeSpan timeout)
    {
        (_forwarding, _functions, _timeout) = (forwarding, functions, timeout);
        _address = new Uri($"http://127.0.0.1:{functions.PublicPort}");
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _address };
        _client.DefaultRequestHeaders.Add(KeyHeader, FakeFunctionsHost.FunctionKey);
        ProcessEnd.Watch(functions.Worker.Process, text => _ended.TrySetResult(text));
    }

    public Task<string> Ended => _ended.Task;

    public Task<ForwardOutcome> ForwardAsync(HttpContext context) => _forwarding.ForwardAsync(context, _address, _timeout, Transformer);

    public Task<HostAnswer> AskAsync(string path, CancellationToken cancellationToken) =>
        HttpProbe.AskAsync(_client, path, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _functions.DisposeAsync();
        }
        catch (InvalidOperationException departed)
        {
            _functions.Worker.Take(departed.Message); // its log is where an operator of the platform would look
        }

        _client.Dispose();
    }
}
