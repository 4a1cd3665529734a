using System.Diagnostics;
using Serverless.Core;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>kubectl itself (kubernetes.io/docs/reference/kubectl).</summary>
/// <param name="program">Its name on the PATH.</param>
/// <param name="space">The namespace.</param>
internal sealed class Kubectl(string program, string space) : IKubectl
{
    private readonly CommandLine _command = new(program);

    public Task<Result<string, TargetFailure>> RunAsync(CancellationToken cancellationToken, params string[] words) =>
        _command.RunAsync(cancellationToken, [.. words, "--namespace", space]);

    public Task<Result<Tunnel, TargetFailure>> ForwardAsync(string pod, int port, CancellationToken cancellationToken)
    {
        var forward = FormattableString.Invariant($":{port}");
        var start = new ProcessStartInfo(program, ["port-forward", "pod/" + pod, forward, "--address", "127.0.0.1", "--namespace", space])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return Tunnel.OpenAsync(start, cancellationToken);
    }
}
