using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Core;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Storage;

namespace Serverless.Updates.Rollouts;

/// <summary>
/// State in a store: <c>rollouts/ALIAS-NUMBER/{start,decision}.json</c> and <c>windows/N/INSTANCE.json</c>, each created only if absent.
/// </summary>
/// <param name="folder">Where.</param>
/// <param name="instance">This process's name: letters, digits, hyphens.</param>
internal sealed class StoreRolloutState(BlobFolder folder, string instance) : IRolloutState
{
    private const int MaxBytes = 64 << 10;

    public async Task<Result<Found<RolloutDecision>, PackageFailure>> FindDecisionAsync(
        AliasEntry entry,
        CancellationToken cancellationToken
    ) => await FindAsync(NameOf(entry) + "decision.json", UpdateJson.Stored.RolloutDecision, cancellationToken);

    public Task<Result<Settled<RolloutDecision>, PackageFailure>> DecideAsync(
        AliasEntry entry,
        RolloutDecision decision,
        CancellationToken cancellationToken
    ) => SettleAsync(NameOf(entry) + "decision.json", decision, UpdateJson.Stored.RolloutDecision, cancellationToken);

    public Task<Result<Settled<RolloutStart>, PackageFailure>> StartAsync(
        AliasEntry entry,
        RolloutStart start,
        CancellationToken cancellationToken
    ) => SettleAsync(NameOf(entry) + "start.json", start, UpdateJson.Stored.RolloutStart, cancellationToken);

    /// <summary>When one began; null where no host tries it yet.</summary>
    public async Task<Result<Found<RolloutStart>, PackageFailure>> FindStartAsync(AliasEntry entry, CancellationToken cancellationToken) =>
        await FindAsync(NameOf(entry) + "start.json", UpdateJson.Stored.RolloutStart, cancellationToken);

    public async Task<PackageFailure?> WriteWindowAsync(
        AliasEntry entry,
        int window,
        WindowFigures figures,
        CancellationToken cancellationToken
    )
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(figures, UpdateJson.Stored.WindowFigures);
        var name = WindowOf(entry, window) + instance + ".json";
        var written = await WriteAsync(name, bytes, cancellationToken);
        return written.Failure is { Reason: not StoreFailureReason.AlreadyExists } failure ? Of(failure, name) : null;
    }

    public async Task<Result<WindowFigures, PackageFailure>> ReadWindowAsync(
        AliasEntry entry,
        int window,
        CancellationToken cancellationToken
    )
    {
        var all = WindowFigures.None;
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix + WindowOf(entry, window), cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return Of(failure, WindowOf(entry, window));
            foreach (var item in page.Items)
            {
                var found = await FindAsync(item.Key[folder.Prefix.Length..], UpdateJson.Stored.WindowFigures, cancellationToken);
                if (!found.TryGet(out var one, out var unread))
                    return unread;
                all = one.Document is { } figures ? all.Add(figures) : all;
            }
        }

        return all;
    }

    private static string NameOf(AliasEntry entry) => FormattableString.Invariant($"rollouts/{entry.Alias}-{entry.Number:D10}/");

    private static string WindowOf(AliasEntry entry, int window) => NameOf(entry) + FormattableString.Invariant($"windows/{window:D5}/");

    private async Task<Result<Settled<T>, PackageFailure>> SettleAsync<T>(
        string name,
        T document,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var written = await WriteAsync(name, JsonSerializer.SerializeToUtf8Bytes(document, type), cancellationToken);
        if (written.Failure is null)
            return new Settled<T>(document, true);
        if (written.Failure.Reason != StoreFailureReason.AlreadyExists)
            return Of(written.Failure, name);
        if (!(await FindAsync(name, type, cancellationToken)).TryGet(out var found, out var failure))
            return failure;
        return found.Document is { } other
            ? new Settled<T>(other, false)
            : PackageFailure.TryAgain("state", "It was there and is gone.", name);
    }

    private async Task<Result<Found<T>, PackageFailure>> FindAsync<T>(
        string name,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var read = await folder.Store.ReadBytesAsync(folder.Prefix + name, new BlobSelection(MaxBytes: MaxBytes), cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
        {
            return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound
                ? new Found<T>(null)
                : Of(failure, name);
        }

        try
        {
            return new Found<T>(JsonSerializer.Deserialize(blob.Bytes, type));
        }
        catch (JsonException)
        {
            return PackageFailure.Refused("state", "It is no such document.", name);
        }
    }

    private Task<Result<BlobProperties, StoreFailure>> WriteAsync(string name, byte[] bytes, CancellationToken cancellationToken) =>
        folder.Store.WriteAsync(folder.Prefix + name, BlobContent.Of(bytes, "application/json"), WriteCondition.Absent, cancellationToken);

    private static PackageFailure Of(StoreFailure failure, string name) => PackageFailure.TryAgain("state", failure.Detail, name);
}
