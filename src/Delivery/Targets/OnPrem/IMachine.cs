using Serverless.Core;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>A machine that releases go to, worked on as root.</summary>
internal interface IMachine
{
    /// <summary>Runs lines of sh.</summary>
    /// <returns>What they wrote, or their last word where they ended with another code than 0.</returns>
    Task<Result<string, TargetFailure>> RunAsync(string lines, CancellationToken cancellationToken);

    /// <summary>Copies a file of this machine.</summary>
    /// <param name="file">The file.</param>
    /// <param name="to">Where it goes; its folder is there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<TargetFailure?> CopyAsync(string file, string to, CancellationToken cancellationToken);

    /// <summary>Opens a way to a port of its loopback, on which the service listens.</summary>
    Task<Result<Tunnel, TargetFailure>> ForwardAsync(int port, CancellationToken cancellationToken);
}
