using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Serverless.Core;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>A vendor's own command line: signs in as the operator or the pipeline does, and is what its documentation speaks of.</summary>
/// <param name="program">Its name on the PATH.</param>
/// <param name="variables">Variables added to its environment.</param>
internal sealed class CommandLine(string program, IReadOnlyDictionary<string, string>? variables = null)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>What command lines say when the other side cannot be reached.</summary>
    private static readonly string[] Away =
    [
        "Could not connect",
        "timed out",
        "Connection refused",
        "Unable to connect",
        "TooManyRequests",
        "Throttling",
        "was refused - did you specify",
        "i/o timeout",
        "TLS handshake timeout",
        "no such host",
        "Could not resolve",
        "No route to host",
        "Connection closed by",
        "Connection reset by",
    ];

    /// <summary>Runs it and reads its JSON.</summary>
    public async Task<Result<JsonDocument, TargetFailure>> ReadAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        if (!(await RunAsync(cancellationToken, arguments)).TryGet(out var output, out var failure))
            return failure;
        try
        {
            return JsonDocument.Parse(output.Length > 0 ? output : "{}");
        }
        catch (JsonException)
        {
            return TargetFailure.Unreachable($"{Shown(arguments)} answered no JSON.");
        }
    }

    /// <summary>Runs it for what it does.</summary>
    public async Task<TargetFailure?> DoAsync(CancellationToken cancellationToken, params string[] arguments) =>
        (await RunAsync(cancellationToken, arguments)).Failure;

    /// <summary>Runs it.</summary>
    /// <returns>What it wrote, or its own words where it ended with another code than 0.</returns>
    public async Task<Result<string, TargetFailure>> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        Process? process = null;
        try
        {
            process = Process.Start(Start(arguments))!;
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            var (said, wrong) = (await output, await error);
            return process.ExitCode == 0 ? said : Failure(arguments, wrong.Trim());
        }
        catch (Win32Exception)
        {
            return TargetFailure.Refused($"{program} is not installed: it is what changes this target. Install it, and sign in.");
        }
        catch (OperationCanceledException)
        {
            if (process is { HasExited: false })
                process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return TargetFailure.Unreachable($"{Shown(arguments)} did not end in {Timeout.TotalMinutes} minutes.");
        }
        finally
        {
            process?.Dispose();
        }
    }

    private ProcessStartInfo Start(string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return start;
    }

    private TargetFailure Failure(string[] arguments, string said)
    {
        var last = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no word";
        var detail = $"{Shown(arguments)}: {last}";
        return Array.Exists(Away, sign => said.Contains(sign, StringComparison.OrdinalIgnoreCase))
            ? TargetFailure.Unreachable(detail)
            : TargetFailure.Refused(detail);
    }

    /// <summary>The first words: settings among the others may not be for logs.</summary>
    private string Shown(string[] arguments) =>
        string.Join(' ', arguments.TakeWhile(word => !word.StartsWith('-')).Take(4).Prepend(program));
}
