using System.Diagnostics;
using System.Text.Json;
using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Ledger.Leases;

/// <summary>
/// The right to change one thing: a target of an environment, what a loop keeps. One run has it at a time; it is renewed while that works,
/// and runs out when its holder died: at once where the holder was a process of this machine that is no more, else after
/// <see cref="Length"/>.
/// </summary>
public sealed class Lease : IDisposable
{
    /// <summary>How long it holds unless it is renewed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20),
        Poll = TimeSpan.FromSeconds(1);

    private readonly LeaseOptions _options;
    private readonly string _name;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private LeaseDocument _document;
    private string _version;

    private Lease(LeaseOptions options, string name, LeaseDocument document, string version) =>
        (_options, _name, _document, _version) = (options, name, document, version);

    /// <summary>Why somebody asked this run to go back; null where nobody did.</summary>
    public string? StopReason => _document.StopReason;

    /// <summary>Whether another one has it now: nothing more may be changed.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Where the lease of something is.</summary>
    /// <param name="what">What is changed.</param>
    public static string NameOf(string what) => $"leases/{what}.json";

    /// <summary>Takes it, waiting while another run has it.</summary>
    /// <param name="options">How.</param>
    /// <param name="what">What is changed: <c>ENVIRONMENT/TARGET</c> of a rollout; its document is <c>leases/WHAT.json</c>.</param>
    /// <param name="run">The run.</param>
    /// <param name="stopReason">What the holder is told while this waits; null where it may go on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<Result<Lease, DeliveryFailure>> TakeAsync(
        LeaseOptions options,
        string what,
        string run,
        string? stopReason,
        CancellationToken cancellationToken
    )
    {
        var name = NameOf(what);
        var deadline = options.Clock.GetUtcNow() + options.Wait;
        while (true)
        {
            var read = await options.Store.ReadAsync(name, cancellationToken);
            if (read.Failure is { Reason: not (StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound) } unread)
                return DeliveryFailure.Of(unread, "the lease cannot be read");
            var held = read.Value is { } blob ? DeliveryStore.Parse(blob.Bytes, LedgerJson.Stored.LeaseDocument).Value : null;
            if (held is null || options.IsFree(held))
            {
                var mine = new LeaseDocument(run, options.Actor, options.Holder, options.Clock.GetUtcNow() + Length);
                var condition = read.Value is { } old ? WriteCondition.Unchanged(old.Properties.Version) : WriteCondition.Absent;
                var written = await WriteAsync(options.Store, name, mine, condition, cancellationToken);
                if (written.TryGet(out var properties, out var failure))
                    return new Lease(options, name, mine, properties.Version);
                if (failure.Reason is not (StoreFailureReason.AlreadyExists or StoreFailureReason.Changed))
                    return DeliveryFailure.Of(failure, "the lease cannot be taken");
                continue;
            }

            if (stopReason is not null && held.StopReason is null)
            {
                var asked = held with { StopReason = stopReason };
                var condition = WriteCondition.Unchanged(read.Value!.Properties.Version);
                await WriteAsync(options.Store, name, asked, condition, cancellationToken); // else it is asked at the next turn
            }

            if (options.Clock.GetUtcNow() >= deadline)
            {
                return DeliveryFailure.TryAgain(
                    $"{held.Actor} changes {what} now (run {held.Run}, on {held.Holder.Machine}). Try again later; a "
                        + $"holder that died loses its turn at {held.ExpiresAt:yyyy-MM-dd HH:mm:ss} UTC."
                );
            }

            await options.Pause(Poll, cancellationToken);
        }
    }

    /// <summary>Renews it where it is time, and hears whether the rollout shall go back.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DeliveryFailure?> RenewAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await RenewInTurnAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Renews it by itself until the returned task's token ends; a store that is away is asked again.</summary>
    /// <param name="lost">Is cancelled when another one has it.</param>
    /// <param name="end">Ends the renewing.</param>
    public async Task KeepAsync(CancellationTokenSource lost, CancellationToken end)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Renewal, end);
                await RenewAsync(end);
                if (!IsLost)
                    continue;
                await lost.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // ended
        }
    }

    /// <summary>Gives it back. What cannot be given back runs out.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (IsLost)
                return;
            var version = await VersionAsync(cancellationToken);
            await _options.Store.Store.DeleteAsync(_options.Store.Key(_name), version, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<DeliveryFailure?> RenewInTurnAsync(CancellationToken cancellationToken)
    {
        var now = _options.Clock.GetUtcNow();
        var read = await _options.Store.ReadAsync(_name, cancellationToken);
        if (!read.TryGet(out var blob, out var unread))
        {
            if (!unread.IsRetryable)
                IsLost = true;
            return DeliveryFailure.Of(unread, "the lease cannot be read");
        }

        var stored = DeliveryStore.Parse(blob.Bytes, LedgerJson.Stored.LeaseDocument).Value;
        if (stored?.Run != _document.Run)
        {
            IsLost = true;
            return DeliveryFailure.TryAgain("Another run has taken over the lease; this one changes nothing more.");
        }

        (_document, _version) = (stored!, blob.Properties.Version);
        if (_document.ExpiresAt - now > Length - Renewal)
            return null;
        var renewed = _document with { ExpiresAt = now + Length };
        var written = await WriteAsync(_options.Store, _name, renewed, WriteCondition.Unchanged(_version), cancellationToken);
        if (written.TryGet(out var properties, out var failure))
            (_document, _version) = (renewed, properties.Version);
        else if (failure.Reason != StoreFailureReason.Changed) // changed: somebody asks it to stop, which the next turn reads
            return DeliveryFailure.Of(failure, "the lease cannot be renewed");
        return null;
    }

    /// <summary>The version to delete: somebody may have asked it to stop meanwhile.</summary>
    private async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        var read = await _options.Store.ReadAsync(_name, cancellationToken);
        var isMine =
            read.Value is { } blob && DeliveryStore.Parse(blob.Bytes, LedgerJson.Stored.LeaseDocument).Value?.Run == _document.Run;
        return isMine ? read.Value!.Properties.Version : _version;
    }

    private static Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        DeliveryStore store,
        string name,
        LeaseDocument document,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) =>
        store.WriteAsync(
            name,
            JsonSerializer.SerializeToUtf8Bytes(document, LedgerJson.Stored.LeaseDocument),
            condition,
            cancellationToken
        );
}

/// <summary>How leases are taken.</summary>
/// <param name="Store">The delivery store.</param>
/// <param name="Actor">Who takes them.</param>
/// <param name="Holder">The process that does.</param>
/// <param name="Wait">How long one waits for another.</param>
/// <param name="Clock">Gives the times.</param>
/// <param name="Pause">Waits.</param>
/// <param name="IsGone">Whether a process of this machine is no more; false for those of other machines.</param>
public sealed record LeaseOptions(
    DeliveryStore Store,
    string Actor,
    LeaseHolder Holder,
    TimeSpan Wait,
    TimeProvider Clock,
    Pause Pause,
    Func<LeaseHolder, bool> IsGone
)
{
    /// <summary>This process.</summary>
    public static LeaseHolder ThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new LeaseHolder(Environment.MachineName, process.Id, StartOf(process));
    }

    /// <summary>Whether a process of this machine is no more, by number and time of start.</summary>
    /// <param name="holder">The process.</param>
    public static bool IsGoneHere(LeaseHolder holder)
    {
        if (holder.Machine != Environment.MachineName)
            return false;
        try
        {
            using var process = Process.GetProcessById(holder.Process);
            return (StartOf(process) - holder.StartedAt).Duration() > TimeSpan.FromSeconds(2);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return true;
        }
    }

    private static DateTimeOffset StartOf(Process process) => new(process.StartTime.ToUniversalTime());

    /// <summary>Whether a lease can be taken.</summary>
    /// <param name="held">The lease as it is.</param>
    public bool IsFree(LeaseDocument held) => held.Run is null || held.ExpiresAt <= Clock.GetUtcNow() || IsGone(held.Holder);
}

/// <summary>Waits for a time.</summary>
/// <param name="time">How long.</param>
/// <param name="cancellationToken">Ends it.</param>
public delegate Task Pause(TimeSpan time, CancellationToken cancellationToken);
