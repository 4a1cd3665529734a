using Serverless.Core;
using Serverless.Delivery.Migration.Entries;
using Serverless.Ledger;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>What a run needs from outside.</summary>
/// <param name="Sides">Both stores.</param>
/// <param name="Delivery">The delivery store.</param>
/// <param name="Entry">What callers reach.</param>
/// <param name="Smoke">Whether the destination captions; null where it cannot be asked.</param>
/// <param name="Ledger">The ledger of deployments.</param>
/// <param name="Progress">Hears how far it is.</param>
/// <param name="Clock">Gives the times.</param>
/// <param name="MaxConcurrency">Objects at a time, 1 to 64.</param>
internal sealed record MigrationContext(
    Sides Sides,
    BlobFolder Delivery,
    IEntry Entry,
    ITargetSmoke? Smoke,
    IMigrationLedger Ledger,
    IMigrationProgress Progress,
    TimeProvider Clock,
    int MaxConcurrency
);

/// <summary>
/// A migration from its plan to the switched traffic. It can be killed at any point and run again: what is done is found by the
/// journal and
/// by the marks on the objects. Source and destination may be in use meanwhile.
/// </summary>
/// <param name="context">What it needs from outside.</param>
/// <param name="plan">What is migrated.</param>
internal sealed class MigrationRun(MigrationContext context, MigrationPlan plan)
{
    private const int MaxPasses = 5;

    private readonly MigrationRecords _records = new(context.Delivery, plan.Id);

    /// <summary>Runs it, or goes on with it.</summary>
    /// <param name="settings">The source's settings; null where they are not moved.</param>
    /// <param name="merges">Whether the destination may hold other content of ours.</param>
    /// <param name="cancellationToken">Ends it; running it again goes on.</param>
    public async Task<Result<MigrationReport, DeliveryFailure>> RunAsync(
        IReadOnlyDictionary<string, string>? settings,
        bool merges,
        CancellationToken cancellationToken
    )
    {
        // 1. Both sides are looked at before anything is written.
        if (Preflight.Validate(plan) is { } wrong)
            return wrong;
        if (!MigrationParts.Open(plan, context.Sides).TryGet(out var parts, out var failure))
            return failure;
        var moved = settings is null ? null : SettingsMove.Move(plan.Id, settings, plan.Map());
        var isNew = (await _records.PlanAsync(cancellationToken)).Failure is { Reason: StoreFailureReason.NotFound };
        var counted = await new Preflight(parts).RunAsync(isNew && !merges, cancellationToken);
        if (!counted.TryGet(out var count, out failure))
            return failure;
        if (await BeginAsync(moved, cancellationToken) is { } unwritten)
            return unwritten;

        // 2. Passes, until one finds nothing new; then both sides are read and compared.
        if (!(await _records.JournalAsync(cancellationToken)).TryGet(out var state, out var unread))
            return DeliveryFailure.Of(unread, "the migration's journal cannot be read");
        var journal = new Journal(_records, plan.Id, state);
        var copier = new Copier(plan.Id, new Documents(plan.Map()), journal, _records);
        var pass = new CopyPass(parts, copier, journal, context.MaxConcurrency);
        var switched = (await _records.StageAsync("switched", cancellationToken)).Value;
        var isSwitching = (await _records.StageAsync("switching", cancellationToken)).Value is not null;
        var report = new MigrationReport(plan.Id) { Settings = moved };
        for (var i = 0; i < MaxPasses; i++)
        {
            var done = await PassAsync(pass, i, count.Objects, !isSwitching, cancellationToken);
            if (!done.TryGet(out var tally, out failure))
                return failure;
            report.Passes.Add(tally);
            if (tally.HasFailures || tally.Moves == 0)
                break;
        }

        report.Late = switched is not null && report.Passes.Sum(tally => tally.Moves) > 0;
        if (report.Passes[^1].HasFailures)
            return report;
        context.Progress.Begin("verify", count.Objects);
        var verification = new Verification(parts, copier, context.MaxConcurrency);
        var verified = await verification.RunAsync(context.Progress, cancellationToken);
        context.Progress.End();
        if (!verified.TryGet(out var compared, out unread))
            return OfSource(unread);
        report.Verified = compared;
        if (!compared.IsWhole || report.Passes[^1].HasConflicts)
            return report;

        // 3. The manifest, at both places; then the traffic.
        if (!(await KeepManifestAsync(journal, parts[0].To, cancellationToken)).TryGet(out var manifest, out failure))
            return failure;
        report.Manifest = manifest;
        return await SwitchAsync(report, pass, switched, cancellationToken) is { } unswitched ? unswitched : report;
    }

    /// <summary>Traffic last: the destination captions a picture first, and what came to the source meanwhile is copied after.</summary>
    private async Task<DeliveryFailure?> SwitchAsync(
        MigrationReport report,
        CopyPass pass,
        StageRecord? switched,
        CancellationToken cancellationToken
    )
    {
        if (switched is not null)
        {
            report.IsSwitched = true;
            report.Advice = (await context.Entry.FindAsync(cancellationToken)).Value?.Advice ?? "";
            return report.Late
                ? await context.Ledger.AppendAsync(plan, "late writes were copied", report.Manifest, cancellationToken)
                : null;
        }

        if (context.Smoke is not null && await context.Smoke.TryAsync(cancellationToken) is { } bad)
            return bad;
        report.IsSmoked = context.Smoke is not null;
        if (!(await context.Entry.FindAsync(cancellationToken)).TryGet(out var before, out var failure))
            return failure;
        if (await KeepAsync("switching", before.Text, cancellationToken) is { } unkept)
            return unkept;
        if (await context.Entry.SwitchAsync(cancellationToken) is { } stuck)
            return stuck;
        if (await KeepAsync("switched", before.Text, cancellationToken) is { } unnoted)
            return unnoted;
        (report.IsSwitched, report.Advice) = (true, before.Advice);
        var done = await PassAsync(pass, MaxPasses, null, false, cancellationToken);
        if (!done.TryGet(out var late, out failure))
            return failure;
        report.Passes.Add(late);
        report.Late = late.Moves > 0;
        return await context.Ledger.AppendAsync(plan, "results, reviews and settings migrated", report.Manifest, cancellationToken);
    }

    /// <summary>The first note of a stage stays: a run that goes on finds where the traffic went at first.</summary>
    private async Task<DeliveryFailure?> KeepAsync(string stage, string detail, CancellationToken cancellationToken)
    {
        var record = new StageRecord(stage, context.Clock.GetUtcNow(), detail);
        return await _records.KeepAsync(record, cancellationToken) is { Reason: not StoreFailureReason.AlreadyExists } unkept
            ? DeliveryFailure.Of(unkept, $"the stage {stage} cannot be noted")
            : null;
    }

    private async Task<DeliveryFailure?> BeginAsync(MovedSettings? settings, CancellationToken cancellationToken)
    {
        if (await _records.KeepAsync(plan, cancellationToken) is { Reason: not StoreFailureReason.AlreadyExists } unkept)
            return DeliveryFailure.Of(unkept, "the plan cannot be written");
        if (settings is null)
            return null;
        return await _records.KeepAsync(settings, cancellationToken) is { Reason: not StoreFailureReason.AlreadyExists } unwritten
            ? DeliveryFailure.Of(unwritten, "the settings cannot be written")
            : null;
    }

    private async Task<Result<Tally, DeliveryFailure>> PassAsync(
        CopyPass pass,
        int number,
        int? count,
        bool removes,
        CancellationToken cancellationToken
    )
    {
        context.Progress.Begin(
            number == 0 ? "copy"
                : number == MaxPasses ? "late writes"
                : "changes since",
            number == 0 ? count : null
        );
        var done = await pass.RunAsync(removes, context.Progress, cancellationToken);
        context.Progress.End();
        return done.TryGet(out var tally, out var failure) ? tally : OfSource(failure);
    }

    private async Task<Result<string, DeliveryFailure>> KeepManifestAsync(
        Journal journal,
        BlobFolder destination,
        CancellationToken cancellationToken
    )
    {
        var manifest = journal.Sum();
        return await _records.KeepAsync(manifest, destination, cancellationToken) is { } failure
            ? DeliveryFailure.Of(failure, "the manifest cannot be written")
            : MigrationRecords.DigestOf(manifest);
    }

    private static DeliveryFailure OfSource(StoreFailure failure) =>
        failure.IsRetryable
            ? DeliveryFailure.TryAgain($"{failure.Detail} What is done stays done: run this again.")
            : DeliveryFailure.WrongUsage($"{failure.Detail} What is done stays done: mend that and run this again.");
}

/// <summary>What a run did.</summary>
/// <param name="id">The migration's id.</param>
internal sealed class MigrationReport(string id)
{
    public string Id => id;

    /// <summary>Counts of each pass.</summary>
    public List<Tally> Passes { get; } = [];

    /// <summary>What comparing both sides gave; null where it did not come to that.</summary>
    public VerificationReport? Verified { get; set; }

    /// <summary>SHA-256 of the manifest; null where none was written.</summary>
    public string? Manifest { get; set; }

    /// <summary>The destination's settings; null where none were moved.</summary>
    public MovedSettings? Settings { get; init; }

    /// <summary>Whether the destination captioned a picture.</summary>
    public bool IsSmoked { get; set; }

    /// <summary>Whether traffic goes to the destination.</summary>
    public bool IsSwitched { get; set; }

    /// <summary>What the operator has to do by hand; "" for nothing.</summary>
    public string Advice { get; set; } = "";

    /// <summary>Whether something was written at the source after the switch.</summary>
    public bool Late { get; set; }

    /// <summary>What the process ends with.</summary>
    public int ExitCode
    {
        get
        {
            if (Passes.Any(tally => tally.HasFailures))
                return Passes.All(tally => tally.MayPass) ? Ledger.ExitCode.TryAgain : Ledger.ExitCode.Partial;
            var isWhole = Verified?.IsWhole == true && !Passes.Any(tally => tally.HasConflicts);
            return isWhole ? Ledger.ExitCode.Done : Ledger.ExitCode.Partial;
        }
    }
}
