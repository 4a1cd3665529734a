using System.Globalization;
using System.Text.Json;
using Serverless.Core;
using Serverless.Ledger;
using Serverless.Storage;

namespace Serverless.Loop.Runs;

/// <summary>
/// The runs of a loop in its store, <c>runs/NUMBER/STEP.json</c>. Every document is created only if absent, so that two loops agree on
/// what is done, and a loop that was killed goes on where it stood.
/// </summary>
/// <param name="store">The loop's folder.</param>
internal sealed class LoopJournal(DeliveryStore store)
{
    private const string Folder = "runs/";

    /// <summary>The last run.</summary>
    /// <returns>It; a run without number where there was none.</returns>
    public async Task<Result<LastRun, DeliveryFailure>> FindLastAsync(CancellationToken cancellationToken)
    {
        if (!(await store.NamesAsync(Folder, cancellationToken)).TryGet(out var names, out var unlisted))
            return Of(unlisted, "the runs cannot be listed");
        var begun = names.Where(name => name.EndsWith($"/{RunStep.Triggered}.json", StringComparison.Ordinal)).Select(NumberOf);
        return begun.Max() is { } number ? await FindAsync(number, cancellationToken) : new LastRun(null);
    }

    /// <summary>A run by its number.</summary>
    public async Task<Result<LastRun, DeliveryFailure>> FindAsync(int number, CancellationToken cancellationToken)
    {
        var steps = new Dictionary<string, RunStep>(StringComparer.Ordinal);
        foreach (var step in RunStep.All)
        {
            if ((await ReadStepAsync(NameOf(number, step), cancellationToken)).TryGet(out var found, out var failure))
                steps[step] = found;
            else if (failure != Missing)
                return failure;
        }

        return new LastRun(new LoopRun(number, steps));
    }

    /// <summary>Writes a step, unless it is there.</summary>
    /// <returns>The step that holds: this one, or the one that somebody wrote before.</returns>
    public async Task<Result<RunStep, DeliveryFailure>> WriteAsync(int number, RunStep step, CancellationToken cancellationToken)
    {
        var name = NameOf(number, step.Step);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(step, LoopJson.Stored.RunStep);
        var written = await store.WriteAsync(name, bytes, WriteCondition.Absent, cancellationToken);
        return written.Failure switch
        {
            null => step,
            { Reason: StoreFailureReason.AlreadyExists } => await ReadStepAsync(name, cancellationToken),
            var failure => Of(failure, $"{name} cannot be written"),
        };
    }

    /// <summary>Keeps the snapshot of a run; one that is there stays.</summary>
    public async Task<DeliveryFailure?> KeepDataAsync(int number, byte[] bytes, CancellationToken cancellationToken)
    {
        var content = BlobContent.Of(bytes, "application/json");
        var written = await store.Store.WriteAsync(store.Key(DataOf(number)), content, WriteCondition.Absent, cancellationToken);
        return written.Failure is { Reason: not StoreFailureReason.AlreadyExists } failure
            ? Of(failure, $"{DataOf(number)} cannot be written")
            : null;
    }

    /// <summary>The snapshot of a run.</summary>
    public async Task<Result<KeptData, DeliveryFailure>> FindDataAsync(int number, CancellationToken cancellationToken)
    {
        var read = await store.Store.ReadBytesAsync(store.Key(DataOf(number)), new BlobSelection(MaxBytes: 1L << 30), cancellationToken);
        if (read.TryGet(out var blob, out var failure))
            return new KeptData(blob.Bytes);
        return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound
            ? new KeptData(null)
            : Of(failure, $"{DataOf(number)} cannot be read");
    }

    public static string DataOf(int number) => FormattableString.Invariant($"{Folder}{number:D10}/data.json");

    private static string NameOf(int number, string step) => FormattableString.Invariant($"{Folder}{number:D10}/{step}.json");

    private static int? NumberOf(string name) =>
        name.Split('/') is [_, var number, _] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : null;

    private async Task<Result<RunStep, DeliveryFailure>> ReadStepAsync(string name, CancellationToken cancellationToken)
    {
        var read = await store.ReadAsync(name, cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
            return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound ? Missing : Of(failure, name);
        return DeliveryStore.Parse(blob.Bytes, LoopJson.Stored.RunStep).TryGet(out var step, out var damage)
            ? step
            : DeliveryFailure.Refused($"{store.Address}{name}: {damage}. Put it back as it was; nothing is done until then.");
    }

    private static DeliveryFailure Missing { get; } = DeliveryFailure.TryAgain("It was there and is gone.");

    private static DeliveryFailure Of(StoreFailure failure, string what) =>
        failure.IsRetryable
            ? DeliveryFailure.TryAgain($"The loop's folder: {what}: {failure.Detail}")
            : DeliveryFailure.WrongUsage($"The loop's folder: {what}: {failure.Detail}");
}

/// <summary>What was found of runs.</summary>
/// <param name="Run">The last one; null where there was none.</param>
internal sealed record LastRun(LoopRun? Run);

/// <summary>What was found of a snapshot.</summary>
/// <param name="Bytes">Null where none is kept.</param>
internal sealed record KeptData(byte[]? Bytes);
