using Serverless.Core;
using Serverless.Delivery.Migration.Entries;
using Serverless.Ledger;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>
/// Takes a migration back: the traffic first, then exactly what it created, object by object, where the bytes are still the ones it wrote.
/// What others wrote since stays and is told. It can be killed at any point and run again.
/// </summary>
/// <param name="context">What it needs from outside.</param>
/// <param name="plan">What was migrated.</param>
internal sealed class MigrationUndo(MigrationContext context, MigrationPlan plan)
{
    private readonly MigrationRecords _records = new(context.Delivery, plan.Id);

    /// <summary>Runs it.</summary>
    /// <param name="cancellationToken">Ends it; running it again goes on.</param>
    public async Task<Result<UndoReport, DeliveryFailure>> RunAsync(CancellationToken cancellationToken)
    {
        // 1. Nothing is removed on the word of a journal or manifest that somebody changed.
        if ((await _records.StageAsync("undone", cancellationToken)).Value is not null)
            return DeliveryFailure.WrongUsage($"{plan.Id} is undone already; nothing was done.");
        if (!MigrationParts.Open(plan, context.Sides).TryGet(out var parts, out var closed))
            return closed;
        if (!(await _records.JournalAsync(cancellationToken)).TryGet(out var state, out var failure))
            return DeliveryFailure.Of(failure, "the migration's journal cannot be read");
        var isBegun = (await _records.StageAsync("undoing", cancellationToken)).Value is not null;
        if (!isBegun && await CheckAsync(parts[0].To, state, cancellationToken) is { } forged)
            return forged;

        // 2. Traffic first: from here on nobody depends on what goes.
        var switched = (await _records.StageAsync("switching", cancellationToken)).Value;
        if (switched is not null && await context.Entry.RestoreAsync(new EntryState(switched.Detail), cancellationToken) is { } stuck)
            return stuck;
        if (!isBegun && await KeepAsync("undoing", cancellationToken) is { } unkept)
            return unkept;

        // 3. What the journal names, then what a killed run wrote and did not come to name.
        var report = new UndoReport(plan.Id, switched is not null);
        var journal = new Journal(_records, plan.Id, state);
        context.Progress.Begin("undo", state.Entries.Count);
        foreach (var entry in journal.Entries.Where(entry => entry is { IsCreated: true, IsRemoved: false }))
        {
            await TakeBackAsync(parts[entry.Part], entry, report, cancellationToken);
            context.Progress.Step(entry.Kind);
        }

        foreach (var (part, number) in parts.Select((part, number) => (part, number)))
        {
            if (await SweepAsync(part, number, journal, report, cancellationToken) is { } unlisted)
                return DeliveryFailure.TryAgain($"{part.To.Address}: {unlisted.Detail} Run this again.");
        }

        context.Progress.End();

        // 4. The manifests go last, and only when all else is gone.
        if (report.Failures.Count > 0)
            return report;
        if (await _records.RemoveManifestsAsync(parts[0].To, cancellationToken) is { } left)
            return DeliveryFailure.TryAgain($"{parts[0].To.Address}: {left.Detail} Run this again.");
        if (await KeepAsync("undone", cancellationToken) is { } unnoted)
            return unnoted;
        return await context.Ledger.AppendAsync(plan, "migration undone", null, cancellationToken) is { } unsaid ? unsaid : report;
    }

    private async Task<DeliveryFailure?> CheckAsync(BlobFolder destination, JournalState state, CancellationToken cancellationToken)
    {
        if (!(await _records.CheckAsync(destination, state, cancellationToken)).TryGet(out var check, out var failure))
            return DeliveryFailure.TryAgain($"The manifests cannot be compared: {failure.Detail} Try again later.");
        return check.Forged is { } forged
            ? DeliveryFailure.Refused(
                $"{forged} is not the manifest that the migration wrote: it was changed, or is gone. Nothing was removed. "
                    + "Put it back as it was; its copy is in the delivery store."
            )
            : null;
    }

    private async Task TakeBackAsync(Part part, JournalEntry entry, UndoReport report, CancellationToken cancellationToken)
    {
        var failure = entry.Replaced is null
            ? await OwnObjects.RemoveAsync(part.To.Store, entry, cancellationToken)
            : await PutBackAsync(part.To.Store, entry, cancellationToken);
        if (failure is null)
            report.Removed++;
        else if (failure.Reason == StoreFailureReason.Changed)
            report.Kept.Add($"{part.To.AddressOf(entry.Key)}: somebody wrote it since; it stays.");
        else
            report.Failures.Add($"{part.To.AddressOf(entry.Key)}: {failure.Detail}");
    }

    private async Task<StoreFailure?> PutBackAsync(IBlobStore store, JournalEntry entry, CancellationToken cancellationToken)
    {
        if (!(await _records.ReplacedAsync(entry.Replaced!, cancellationToken)).TryGet(out var bytes, out var failure))
            return failure;
        var read = await SpooledObject.ReadAsync(store, entry.Key, null, cancellationToken);
        if (!read.TryGet(out var standing, out failure))
            return failure.Reason == StoreFailureReason.NotFound ? StoreFailures.Changed : failure;
        using (standing)
        {
            if (standing.Sha256 == MigrationRecords.DigestOf(bytes) && Marks.On(standing.Properties) is null)
                return null; // put back by an earlier try
            if (standing.Sha256 != entry.Sha256)
                return StoreFailures.Changed;
            var content = BlobContent.Of(bytes, standing.Properties.MediaType ?? "application/json");
            var condition = WriteCondition.Unchanged(standing.Properties.Version);
            return (await store.WriteAsync(entry.Key, content, condition, cancellationToken)).Failure;
        }
    }

    /// <summary>Objects with our marks that the journal does not name.</summary>
    private async Task<StoreFailure?> SweepAsync(
        Part part,
        int number,
        Journal journal,
        UndoReport report,
        CancellationToken cancellationToken
    )
    {
        await foreach (var listed in part.To.Store.PagesAsync(part.To.Prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            foreach (var item in page.Items.Where(item => part.KindThere(item.Key) is not null))
            {
                var entry = journal.Find(number, item.Key);
                if (entry is { IsRemoved: false })
                    continue;
                var found = await part.To.Store.FindAsync(item.Key, cancellationToken);
                if (found.Value is not { } there || Marks.On(there) is not { } marks || marks.Migration != plan.Id)
                    continue;
                var kind = part.KindThere(item.Key)!.Value;
                var unnamed = new JournalEntry(number, kind, "", "", item.Key, there.Length, marks.Content, true)
                {
                    Replaced = marks.Replaced,
                };
                await TakeBackAsync(part, unnamed, report, cancellationToken);
            }
        }

        return null;
    }

    private async Task<DeliveryFailure?> KeepAsync(string stage, CancellationToken cancellationToken) =>
        await _records.KeepAsync(new StageRecord(stage, context.Clock.GetUtcNow(), ""), cancellationToken)
            is { Reason: not StoreFailureReason.AlreadyExists } failure
            ? DeliveryFailure.Of(failure, $"the stage {stage} cannot be noted")
            : null;
}

/// <summary>What taking a migration back did.</summary>
/// <param name="id">The migration's id.</param>
/// <param name="hadTraffic">Whether traffic had to go back.</param>
internal sealed class UndoReport(string id, bool hadTraffic)
{
    public string Id => id;

    /// <summary>Whether traffic went back.</summary>
    public bool HadTraffic => hadTraffic;

    /// <summary>How many objects went, or were put back as they were.</summary>
    public int Removed { get; set; }

    /// <summary>What others wrote since, and stays.</summary>
    public List<string> Kept { get; } = [];

    /// <summary>What a store would not let go.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>What the process ends with.</summary>
    public int ExitCode =>
        Failures.Count > 0 ? Ledger.ExitCode.TryAgain
        : Kept.Count > 0 ? Ledger.ExitCode.Partial
        : Ledger.ExitCode.Done;
}
