using Microsoft.AspNetCore.Http;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Platforms;

/// <summary>An entry in front of several targets: a revision is an address that others run.</summary>
/// <param name="forwarding">Hands requests on.</param>
/// <param name="readinessPeriod">How often each is asked for its readiness.</param>
internal sealed class UrlPlatform(HttpForwarding forwarding, TimeSpan readinessPeriod) : IRevisionPlatform
{
    public TimeSpan? ReadinessPeriod => readinessPeriod;

    public Task<IRevisionServer> StartAsync(RevisionDefinition definition, string folder, HostLauncher launch) =>
        Task.FromResult<IRevisionServer>(
            new Server(forwarding, new Uri(definition.Url!), TimeSpan.FromSeconds(definition.TimeoutSeconds))
        );

    private sealed class Server(HttpForwarding forwarding, Uri address, TimeSpan timeout) : IRevisionServer
    {
        private static readonly FrontTransformer Transformer = new(keepsHost: false);

        private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        private readonly TaskCompletionSource<string> _never = new();

        public Task<string> Ended => _never.Task;

        public Task<ForwardOutcome> ForwardAsync(HttpContext context) => forwarding.ForwardAsync(context, address, timeout, Transformer);

        public Task<HostAnswer> AskAsync(string path, CancellationToken cancellationToken) =>
            HttpProbe.AskAsync(_client, path, cancellationToken);

        public ValueTask DisposeAsync()
        {
            _client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
