using Serverless.Core;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>kubectl with the context of its environment (KUBECONFIG), held to one namespace.</summary>
internal interface IKubectl
{
    /// <summary>Runs it.</summary>
    /// <returns>What it wrote, or its own words where it ended with another code than 0.</returns>
    Task<Result<string, TargetFailure>> RunAsync(CancellationToken cancellationToken, params string[] words);

    /// <summary>
    /// Opens a way from a port of this machine to a port of a pod, whatever its traffic; disposing of it closes the way.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="port">Its port, 1 to 65535.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Result<Tunnel, TargetFailure>> ForwardAsync(string pod, int port, CancellationToken cancellationToken);
}
