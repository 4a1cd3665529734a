using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Serverless.Core;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>
/// A machine by ssh and scp, with the keys and the known hosts of whoever runs the delivery (man 1 ssh). Nothing is asked for: an unknown
/// host key or a missing password ends the call.
/// </summary>
/// <param name="host">The host, or an alias of ssh_config.</param>
/// <param name="user">Who signs in; null for what ssh takes. Another one than root must be allowed sudo without a password.</param>
/// <param name="ssh">The program.</param>
/// <param name="scp">The program that copies.</param>
internal sealed class SshMachine(string host, string? user, string ssh = "ssh", string scp = "scp") : IMachine
{
    /// <summary>How long a way to a port is held open at most, in seconds; whoever opened it closes it long before.</summary>
    private const int MaxForwardSeconds = 300;

    private static readonly string[] Options = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=10"];

    private readonly CommandLine _ssh = new(ssh);
    private readonly CommandLine _scp = new(scp);
    private readonly string _place = user is null ? host : $"{user}@{host}";

    public Task<Result<string, TargetFailure>> RunAsync(string lines, CancellationToken cancellationToken) =>
        _ssh.RunAsync(cancellationToken, [.. Options, _place, "--", (user == "root" ? "sh -c " : "sudo -n sh -c ") + Quoted(lines)]);

    public Task<TargetFailure?> CopyAsync(string file, string to, CancellationToken cancellationToken) =>
        _scp.DoAsync(cancellationToken, ["-q", .. Options, "--", file, $"{_place}:{to}"]);

    /// <summary>The remote command runs once the way is open, so its word says that it is.</summary>
    public Task<Result<Tunnel, TargetFailure>> ForwardAsync(int port, CancellationToken cancellationToken)
    {
        var local = FreePort();
        string[] words =
        [
            .. Options,
            "-o",
            "ExitOnForwardFailure=yes",
            "-L",
            FormattableString.Invariant($"127.0.0.1:{local}:127.0.0.1:{port}"),
            _place,
            "--",
            FormattableString.Invariant($"echo 127.0.0.1:{local} && sleep {MaxForwardSeconds}"),
        ];
        var start = new ProcessStartInfo(ssh, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return Tunnel.OpenAsync(start, cancellationToken);
    }

    /// <summary>A word of sh that stands for a text.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
