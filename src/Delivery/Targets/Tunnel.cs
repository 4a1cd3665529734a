using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Serverless.Core;

namespace Serverless.Delivery.Targets;

/// <summary>A way from a port of this machine to one behind a program that holds it open, such as <c>kubectl port-forward</c>.</summary>
/// <param name="address">Where it begins.</param>
/// <param name="process">The program; null for none.</param>
internal sealed partial class Tunnel(Uri address, Process? process) : IDisposable
{
    /// <summary>How long the program may take until it says where it listens.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Where it begins.</summary>
    public Uri Address => address;

    /// <summary>Whether nothing holds it open any more.</summary>
    public bool IsClosed { get; private set; } = process is null;

    /// <summary>Starts a program that says where it listens: the first 127.0.0.1:PORT of its output.</summary>
    /// <param name="start">The program, with its output redirected.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Result<Tunnel, TargetFailure>> OpenAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        Process? process = null;
        var isOpen = false;
        try
        {
            process = Process.Start(start)!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (Listening().Match(line) is { Success: true } match)
                {
                    isOpen = true;
                    return new Tunnel(new Uri($"http://127.0.0.1:{match.Groups["port"].Value}/"), process);
                }
            }

            return TargetFailure.Unreachable($"{start.FileName} {start.ArgumentList[0]} opened no way: {(await error).Trim()}");
        }
        catch (Win32Exception)
        {
            return TargetFailure.Refused($"{start.FileName} is not installed: it is what changes this target. Install it, and sign in.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return TargetFailure.Unreachable(FormattableString.Invariant($"{start.FileName} opened no way in {Timeout.TotalSeconds} s."));
        }
        finally
        {
            if (!isOpen && process is not null)
                End(process);
        }
    }

    public void Dispose()
    {
        if (process is not null && !IsClosed)
            End(process);
        IsClosed = true;
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }

    [GeneratedRegex(@"127\.0\.0\.1:(?<port>[0-9]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Listening();
}
