using Serverless.Core;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>The machine that the delivery runs on itself.</summary>
internal sealed class ThisMachine : IMachine
{
    private readonly CommandLine _shell = new(Environment.UserName == "root" ? "sh" : "sudo");

    public Task<Result<string, TargetFailure>> RunAsync(string lines, CancellationToken cancellationToken) =>
        Environment.UserName == "root"
            ? _shell.RunAsync(cancellationToken, "-c", lines)
            : _shell.RunAsync(cancellationToken, "-n", "sh", "-c", lines);

    public Task<TargetFailure?> CopyAsync(string file, string to, CancellationToken cancellationToken) =>
        new CommandLine("cp").DoAsync(cancellationToken, file, to);

    public Task<Result<Tunnel, TargetFailure>> ForwardAsync(int port, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Tunnel, TargetFailure>>(
            new Tunnel(new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/")), process: null)
        );
}
