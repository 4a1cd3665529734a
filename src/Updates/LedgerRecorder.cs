using System.Collections.Concurrent;
using Serverless.Ledger;
using Serverless.Storage;

namespace Serverless.Updates;

/// <summary>Writes what an instance decided into the ledger of the registry; what cannot be written now waits for the next time.</summary>
/// <param name="folder">The registry, or the delivery store.</param>
/// <param name="keys">The keys of this process.</param>
/// <param name="author">Who writes.</param>
internal sealed class LedgerRecorder(BlobFolder folder, DeliveryKeys keys, LedgerAuthor author)
{
    private const int MaxWaiting = 1_000;

    private readonly ConcurrentQueue<LedgerEntry> _waiting = new();

    /// <summary>Takes a step; only those that this instance decided belong into the ledger.</summary>
    /// <param name="step">The step.</param>
    /// <param name="name">The model's name.</param>
    public void Add(UpdateStep step, string name)
    {
        if (!step.IsFirst || KindOf(step.Kind) is not { } kind || _waiting.Count >= MaxWaiting)
            return;
        _waiting.Enqueue(
            new LedgerEntry
            {
                Kind = kind,
                Subject = "model",
                Version = step.Version,
                Models = step is { Version: { } version, Digest: { } digest } ? [new ModelReference(name, version, digest)] : null,
                Verdict = step.Outcome,
                Why = step.Why,
            }
        );
    }

    /// <summary>Writes what waits.</summary>
    /// <returns>Why it was not written.</returns>
    public async Task<DeliveryFailure?> WriteAsync(CancellationToken cancellationToken)
    {
        if (_waiting.IsEmpty)
            return null;
        var opened = await DeliveryLedger.OpenAsync(new DeliveryStore(folder), keys, author, cancellationToken);
        if (!opened.TryGet(out var ledger, out var failure))
            return failure;
        while (_waiting.TryPeek(out var entry))
        {
            if (await ledger.AppendAsync(entry, cancellationToken) is { } unwritten)
                return unwritten;
            _waiting.TryDequeue(out _);
        }

        return null;
    }

    private static string? KindOf(string kind) =>
        kind switch
        {
            UpdateStep.Canary => EntryKind.Canary,
            UpdateStep.Promoted => EntryKind.Promoted,
            UpdateStep.RolledBack => EntryKind.RolledBack,
            _ => null,
        };
}
