using System.Text.Json;
using Serverless.Archives.Runs;
using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Archives.Sharding;

/// <summary>A worker's claim on a share.</summary>
/// <param name="Worker">Who.</param>
/// <param name="Until">Without news by then, another worker may take it.</param>
/// <param name="IsDone">Whether the share is done.</param>
internal sealed record ShardClaim(string Worker, DateTimeOffset Until, bool IsDone);

/// <summary>
/// Assigns shares to workers where the platform numbers none (Azure Container Apps jobs): the worker that creates a share's object
/// first has it. A worker that dies lets its lease run out, and another takes the share. Two workers on one share would only do some
/// work twice: results are created once.
/// </summary>
/// <param name="folder">The folder of results.</param>
/// <param name="run">The run.</param>
/// <param name="count">Number of shares.</param>
/// <param name="worker">Names this worker; unlike all others.</param>
/// <param name="clock">Gives the times.</param>
public sealed class ShardClaims(BlobFolder folder, string run, int count, string worker, TimeProvider clock)
{
    private const string Folder = ".captions/claims/";

    private const int MaxBytes = 4_096;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3),
        Pause = TimeSpan.FromSeconds(10);

    /// <summary>Claims a share, waiting for one while others hold what is left.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The share; <see cref="Nothing"/> when all are done.</returns>
    public async Task<Result<ClaimedShard, StoreFailure>> ClaimAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var isAllDone = true;
            for (var i = 0; i < count; i++)
            {
                var shard = new Shard((int)((Shard.Hash(worker) + (ulong)i) % (ulong)count), count); // each begins somewhere else
                if (!(await TryAsync(shard, cancellationToken)).TryGet(out var claim, out var failure))
                    return failure;
                if (claim.Version is not null)
                    return claim;
                isAllDone &= claim.IsDone;
            }

            if (isAllDone)
                return Nothing;
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>All shares are done.</summary>
    public static ClaimedShard Nothing { get; } = new(null, null, IsDone: true);

    /// <summary>Does the work of a share while its claim is renewed.</summary>
    /// <param name="claimed">The share.</param>
    /// <param name="work">The work; true when the share is done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task HoldAsync(ClaimedShard claimed, Func<CancellationToken, Task<bool>> work, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewing = RenewAsync(claimed, ending.Token);
        var isDone = false;
        try
        {
            isDone = await work(cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            var version = await renewing;
            var last = new ShardClaim(worker, isDone ? DateTimeOffset.MaxValue : clock.GetUtcNow(), isDone);
            if (version is not null)
                await WriteAsync(claimed.Shard!, last, WriteCondition.Unchanged(version), CancellationToken.None);
        }
    }

    /// <returns>The claim's last version; null where another worker has it.</returns>
    private async Task<string?> RenewAsync(ClaimedShard claimed, CancellationToken cancellationToken)
    {
        var version = claimed.Version;
        try
        {
            while (version is not null)
            {
                await Task.Delay(Lease / 3, clock, cancellationToken);
                var written = await WriteAsync(
                    claimed.Shard!,
                    new ShardClaim(worker, clock.GetUtcNow() + Lease, false),
                    WriteCondition.Unchanged(version),
                    cancellationToken
                );
                if (written.Failure is { Reason: StoreFailureReason.Changed })
                    return null;
                version = written.Value?.Version ?? version;
            }
        }
        catch (OperationCanceledException)
        {
            // the work is over
        }

        return version;
    }

    private async Task<Result<ClaimedShard, StoreFailure>> TryAsync(Shard shard, CancellationToken cancellationToken)
    {
        var mine = new ShardClaim(worker, clock.GetUtcNow() + Lease, false);
        var read = await folder.Store.ReadBytesAsync(KeyOf(shard), new BlobSelection(MaxBytes: MaxBytes), cancellationToken);
        if (read.Failure is { Reason: not StoreFailureReason.NotFound } failure)
            return failure;
        var there = read.Value is { } blob ? ClaimOf(blob.Bytes) : null;
        if (there is { IsDone: true })
            return new ClaimedShard(shard, null, IsDone: true);
        if (there is not null && there.Until > clock.GetUtcNow())
            return new ClaimedShard(shard, null, IsDone: false);
        var written = await WriteAsync(
            shard,
            mine,
            read.Value is { } old ? WriteCondition.Unchanged(old.Properties.Version) : WriteCondition.Absent,
            cancellationToken
        );
        if (written.TryGet(out var properties, out failure))
            return new ClaimedShard(shard, properties.Version, IsDone: false);
        return failure.Reason is StoreFailureReason.AlreadyExists or StoreFailureReason.Changed
            ? new ClaimedShard(shard, null, IsDone: false)
            : failure;
    }

    /// <summary>A claim that is damaged is nobody's: another takes its place.</summary>
    private static ShardClaim? ClaimOf(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, RunJson.Default.ShardClaim);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        Shard shard,
        ShardClaim claim,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) =>
        folder.Store.WriteAsync(
            KeyOf(shard),
            BlobContent.Of(JsonSerializer.SerializeToUtf8Bytes(claim, RunJson.Default.ShardClaim), "application/json"),
            condition,
            cancellationToken
        );

    private string KeyOf(Shard shard) => $"{folder.Prefix}{Folder}{run}/{shard.Label}.json";
}

/// <summary>A share and whether it is this worker's.</summary>
/// <param name="Shard">The share; null where there is none left.</param>
/// <param name="Version">Version of our claim; null where it is not ours.</param>
/// <param name="IsDone">Whether it is done.</param>
public sealed record ClaimedShard(Shard? Shard, string? Version, bool IsDone);
