using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Packages;
using Serverless.LocalTargets.Platforms;
using Serverless.LocalTargets.Processes;

namespace Serverless.LocalTargets.Revisions;

/// <summary>Brings a revision up, watches it while it runs, and ends it.</summary>
/// <param name="platform">Where it runs.</param>
/// <param name="packages">What it runs.</param>
/// <param name="starter">Starts processes.</param>
/// <param name="logs">Folder of the logs.</param>
/// <param name="startTimeout">How long it may take to become ready.</param>
/// <param name="onChange">Called after every change of state.</param>
internal sealed class RevisionRunner(
    IRevisionPlatform platform,
    PackageFolder packages,
    ProcessStarter starter,
    string logs,
    TimeSpan startTimeout,
    Action onChange
)
{
    private const int MaxFailedProbes = 3;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5),
        ProbeDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Begins a start; the state tells how it goes on.</summary>
    public void Begin(Revision revision)
    {
        revision.Run?.Dispose();
        revision.Log?.Dispose();
        revision.Set(RevisionState.Starting);
        revision.Run = new CancellationTokenSource();
        var stopped = revision.Run.Token;
        revision.Running = Task.Run(() => RunAsync(revision, stopped), CancellationToken.None);
        onChange();
    }

    /// <summary>Ends whatever runs of it, as the platform does.</summary>
    public static async Task EndAsync(Revision revision)
    {
        if (revision.Run is { } run)
            await run.CancelAsync();
        await revision.Running;
        await StopServerAsync(revision);
        revision.Log?.Dispose();
        revision.Log = null;
        revision.Run?.Dispose();
        revision.Run = null;
    }

    private async Task RunAsync(Revision revision, CancellationToken stopped)
    {
        var log = revision.Log = new LogFile(Path.Combine(logs, revision.Id + ".log"));
        try
        {
            var folder = revision.Definition is { Package: { } package, Sha256: { } sha256 }
                ? await packages.OpenAsync(package, sha256, stopped)
                : "";
            var server = await platform.StartAsync(revision.Definition, folder, start => Launch(revision, start, log));
            revision.Server = server;
            await WaitUntilReadyAsync(server, stopped);
            revision.Models = await FindModelsAsync(server, stopped);
            revision.TrySet(RevisionState.Starting, RevisionState.Ready);
            onChange();
            await WatchAsync(revision, server, stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // Whoever stopped it says what it is now.
        }
        catch (Exception error) when (error is StartException or Win32Exception or InvalidOperationException or IOException)
        {
            await FailAsync(revision, error.Message, log);
        }
    }

    private HostProcess Launch(Revision revision, ProcessStartInfo start, LogFile log)
    {
        var host = starter.Start(start, log.Write);
        if (ProcessIdentity.Find(host.Process) is { } identity)
        {
            revision.Add(identity);
            ProcessEnd.Watch(host.Process, _ => revision.Remove(identity));
            onChange();
        }

        return host;
    }

    private async Task WaitUntilReadyAsync(IRevisionServer server, CancellationToken stopped)
    {
        var watch = Stopwatch.StartNew();
        var last = "does not listen";
        while (watch.Elapsed < startTimeout)
        {
            if (server.Ended.IsCompleted)
                throw new StartException($"{await server.Ended} It was not ready yet.");
            try
            {
                var answer = await ProbeAsync(server, "/health/ready", stopped);
                if (answer.Status == 200)
                    return;
                last = $"answers {answer.Status}";
            }
            catch (ProbeException)
            {
                last = "does not answer";
            }

            await Task.WhenAny(server.Ended, Task.Delay(ProbeDelay, stopped));
            stopped.ThrowIfCancellationRequested();
        }

        throw new StartException($"Not ready within {startTimeout.TotalSeconds:0} s: GET /health/ready {last}.");
    }

    private async Task WatchAsync(Revision revision, IRevisionServer server, CancellationToken stopped)
    {
        var failed = 0;
        while (true)
        {
            var pause = Task.Delay(platform.ReadinessPeriod ?? Timeout.InfiniteTimeSpan, stopped);
            if (await Task.WhenAny(server.Ended, pause) == server.Ended)
                throw new StartException(await server.Ended);
            await pause;
            failed = await IsReadyAsync(server, stopped) ? 0 : failed + 1;
            var isChanged =
                failed == 0
                    ? revision.TrySet(RevisionState.Starting, RevisionState.Ready)
                    : failed >= MaxFailedProbes
                        && revision.TrySet(
                            RevisionState.Ready,
                            RevisionState.Starting,
                            $"GET /health/ready failed {failed} times in a row; it gets no requests until it succeeds."
                        );
            if (isChanged)
                onChange();
        }
    }

    private static async Task<bool> IsReadyAsync(IRevisionServer server, CancellationToken stopped)
    {
        try
        {
            return (await ProbeAsync(server, "/health/ready", stopped)).Status == 200;
        }
        catch (ProbeException)
        {
            return false;
        }
    }

    /// <summary>
    /// What it has loaded, where it tells; with an access of its own (keys, tokens) it does not. Where it does not answer in time it is
    /// asked again: on a busy machine probes of before may still stand in its way, and a further environment of a function may still load.
    /// </summary>
    private async Task<IReadOnlyList<ModelIdentity>?> FindModelsAsync(IRevisionServer server, CancellationToken stopped)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < startTimeout && !server.Ended.IsCompleted)
        {
            try
            {
                var answer = await ProbeAsync(server, "/v1/model", stopped);
                if (answer.Status != 503)
                    return ReadModels(answer);
            }
            catch (ProbeException)
            {
                // asked again
            }

            await Task.Delay(ProbeDelay, stopped);
        }

        return null;
    }

    private static IReadOnlyList<ModelIdentity>? ReadModels(HostAnswer answer)
    {
        if (answer.Status != 200)
            return null;
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var root = json.RootElement;
            var digest = root.TryGetProperty("digest", out var value) ? value.GetString() : null;
            return [new ModelIdentity(root.GetProperty("name").GetString()!, root.GetProperty("version").GetString()!, digest)];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<HostAnswer> ProbeAsync(IRevisionServer server, string path, CancellationToken stopped)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        limit.CancelAfter(ProbeTimeout);
        try
        {
            return await server.AskAsync(path, limit.Token);
        }
        catch (Exception error)
            when (!stopped.IsCancellationRequested && error is HttpRequestException or OperationCanceledException or TimeoutException)
        {
            throw new ProbeException(error);
        }
    }

    private async Task FailAsync(Revision revision, string why, LogFile log)
    {
        await StopServerAsync(revision);
        var tail = Redaction.Apply(log.Tail, revision.Definition.Environment);
        var reason = Redaction.Apply(why, revision.Definition.Environment);
        revision.Set(RevisionState.Failed, tail.Length > 0 ? $"{reason} Last lines of its log:\n{tail}" : reason);
        onChange();
    }

    private static async Task StopServerAsync(Revision revision)
    {
        if (revision.Server is { } server)
            await server.DisposeAsync();
        revision.Server = null;
    }

    private sealed class ProbeException(Exception cause) : Exception(cause.Message, cause);
}
