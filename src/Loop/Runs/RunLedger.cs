using Serverless.Ledger;
using LedgerModel = Serverless.Ledger.ModelReference;

namespace Serverless.Loop.Runs;

/// <summary>Writes the steps of runs into the ledger, each once: an entry of the same run and kind is not written again.</summary>
/// <param name="store">Where the ledger is.</param>
/// <param name="keys">What signs its head.</param>
/// <param name="author">Who writes.</param>
internal sealed class RunLedger(DeliveryStore store, DeliveryKeys keys, LedgerAuthor author)
{
    /// <summary>Who writes.</summary>
    public LedgerAuthor Author => author;

    /// <summary>Writes what a step says, unless it is there.</summary>
    public async Task<DeliveryFailure?> RecordAsync(RunStep step, CancellationToken cancellationToken)
    {
        var opened = await DeliveryLedger.OpenAsync(store, keys, author, cancellationToken);
        if (!opened.TryGet(out var ledger, out var failure))
            return failure;
        var entry = EntryOf(step);
        return ledger.Entries.Any(one => one.Run == step.Run && one.Kind == entry.Kind)
            ? null
            : await ledger.AppendAsync(entry, cancellationToken);
    }

    private static LedgerEntry EntryOf(RunStep step) =>
        new()
        {
            Kind = KindOf(step),
            Subject = "model",
            Run = step.Run,
            Version = step.Candidate?.Version,
            Models = step.Candidate is { Digest.Length: > 0 } model ? [new LedgerModel(model.Name, model.Version, model.Digest)] : null,
            Verdict = VerdictOf(step),
            Why = step.Why,
            To = step.Outcome == RunOutcome.RolledBack ? step.Candidate?.Parent : null,
            Evidence = step.Data is { } data ? [new Evidence("snapshot", data.Digest["sha256:".Length..])] : null,
        };

    private static string KindOf(RunStep step) =>
        step.Step switch
        {
            RunStep.Triggered => EntryKind.Triggered,
            RunStep.Snapshot => EntryKind.Snapshot,
            RunStep.Trained => IsPassed(step) ? EntryKind.Trained : EntryKind.GateClosed,
            RunStep.Pushed => EntryKind.Pushed,
            RunStep.Tried => EntryKind.Tried,
            _ => step.Outcome switch
            {
                RunOutcome.Promoted => EntryKind.Promoted,
                RunOutcome.RolledBack => EntryKind.RolledBack,
                RunOutcome.GateClosed or RunOutcome.Refused or RunOutcome.NothingNew => EntryKind.GateClosed,
                _ => EntryKind.Canary,
            },
        };

    private static string? VerdictOf(RunStep step) =>
        step.Step switch
        {
            RunStep.Trained => IsPassed(step) ? "pass" : "fail",
            RunStep.Ended => step.Outcome switch
            {
                RunOutcome.Promoted or RunOutcome.Passed => "pass",
                RunOutcome.RolledBack or RunOutcome.GateClosed or RunOutcome.Refused => "fail",
                _ => "no-data",
            },
            _ => null,
        };

    private static bool IsPassed(RunStep step) => step.Gates is not { } gates || gates.All(gate => gate.IsOpen);
}
