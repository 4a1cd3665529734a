using System.Diagnostics;
using Serverless.Core;
using Serverless.Ledger;
using Serverless.Loop.Parts;
using Serverless.Loop.Runs;
using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;

namespace Serverless.Loop;

/// <summary>
/// One run, from where its journal stands to its end. A step is: look whether it is done, do it, write it down, tell the ledger; each of
/// these can be done again without harm.
/// </summary>
internal sealed class TrainingRun
{
    private readonly LoopParts _parts;
    private readonly string _work;
    private LoopRun _run;

    public TrainingRun(LoopParts parts, LoopRun run)
    {
        (_parts, _run) = (parts, run);
        _work = Path.Combine(parts.WorkFolder, run.Id);
    }

    private string DataFile => Path.Combine(_work, "data.json");

    private string CandidateFolder => Path.Combine(_work, "candidate");

    /// <summary>Goes on as far as it can be gone now.</summary>
    public async Task<Result<PassResult, DeliveryFailure>> GoOnAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_work);
        var result = await StepsAsync(cancellationToken);
        if (result.Failure is not { Code: not ExitCode.TryAgain } failure)
            return result;
        // what trying again does not help ends the run: the reason is in the ledger, and what served serves
        var told = await EndAsync(RunOutcome.Refused, failure.Detail, cancellationToken);
        return told.Failure is null ? failure : told;
    }

    private async Task<Result<PassResult, DeliveryFailure>> StepsAsync(CancellationToken cancellationToken)
    {
        if (await RecordAsync(_run.Triggered, cancellationToken) is { } unrecorded)
            return unrecorded;
        if (!(await DoAsync(RunStep.Snapshot, TakeDataAsync, cancellationToken)).TryGet(out var snapshot, out var failure))
            return failure;
        if (snapshot.Outcome == RunOutcome.NothingNew)
            return await EndAsync(RunOutcome.NothingNew, snapshot.Why, cancellationToken);
        if (!(await DoAsync(RunStep.Trained, TrainAsync, cancellationToken)).TryGet(out var trained, out failure))
            return failure;
        if (trained.Gates!.Any(gate => !gate.IsOpen))
            return await EndAsync(RunOutcome.GateClosed, trained.Why, cancellationToken);
        if (!(await DoAsync(RunStep.Pushed, PushAsync, cancellationToken)).TryGet(out _, out failure))
            return failure;
        if (!(await DoAsync(RunStep.Tried, TryAsync, cancellationToken)).TryGet(out var tried, out failure))
            return failure;
        return await new CandidateTrial(_parts, tried).WatchAsync(EndAsync, cancellationToken);
    }

    private async Task<Result<RunStep, DeliveryFailure>> TakeDataAsync(CancellationToken cancellationToken)
    {
        if (!(await BringDataAsync(cancellationToken)).TryGet(out var kept, out var failure))
            return failure;
        if (kept.Bytes is null)
        {
            if (await _parts.Data.TakeAsync(DataFile, cancellationToken) is { } untaken)
                return untaken;
            var bytes = await File.ReadAllBytesAsync(DataFile, cancellationToken);
            if (await _parts.Journal.KeepDataAsync(_run.Number, bytes, cancellationToken) is { } unkept)
                return unkept;
        }

        if (!_parts.Data.Describe(DataFile).TryGet(out var data, out failure))
            return failure;
        var why = FormattableString.Invariant($"{data.Pictures} pictures, {data.Judgments} judgments, {data.Digest}");
        var isAsked = _run.Triggered.Reasons!.Any(reason => reason.Kind == Triggers.TriggerReason.OnDemand);
        var isKnown = !isAsked && await IsKnownAsync(data.Digest, cancellationToken);
        return New(RunStep.Snapshot, isKnown ? $"the data are those that a run was trained on before: {why}" : why) with
        {
            Data = data,
            Outcome = isKnown ? RunOutcome.NothingNew : null,
        };
    }

    /// <summary>The store's copy of the data counts; one on this machine may be of a pass that was cut short.</summary>
    private async Task<Result<KeptData, DeliveryFailure>> BringDataAsync(CancellationToken cancellationToken)
    {
        if (!(await _parts.Journal.FindDataAsync(_run.Number, cancellationToken)).TryGet(out var kept, out var failure))
            return failure;
        File.Delete(DataFile);
        if (kept.Bytes is { } bytes)
            await File.WriteAllBytesAsync(DataFile, bytes, cancellationToken);
        return kept;
    }

    /// <summary>Whether an earlier run came as far as a verdict about a candidate of the same data.</summary>
    private async Task<bool> IsKnownAsync(string digest, CancellationToken cancellationToken)
    {
        for (var number = _run.Number - 1; number > 0; number--)
        {
            var read = await _parts.Journal.FindAsync(number, cancellationToken);
            if (read.Value?.Run?.Find(RunStep.Trained) is not null)
                return read.Value.Run.Find(RunStep.Snapshot)?.Data?.Digest == digest;
        }

        return false;
    }

    private async Task<Result<RunStep, DeliveryFailure>> TrainAsync(CancellationToken cancellationToken)
    {
        if (!(await OrderAsync(cancellationToken)).TryGet(out var order, out var failure))
            return failure;
        if (!(await _parts.Training.RunAsync(order, cancellationToken)).TryGet(out var outcome, out failure))
            return failure;
        var closed = outcome.Gates.Where(gate => !gate.IsOpen).Select(gate => $"{gate.Name}: {gate.Why}").ToList();
        var why = outcome.IsPassed
            ? FormattableString.Invariant($"{outcome.Candidate.Name} {outcome.Candidate.Version} passed {outcome.Gates.Count} gates")
            : string.Join("; ", closed);
        return New(RunStep.Trained, why) with { Candidate = outcome.Candidate, Gates = outcome.Gates };
    }

    /// <summary>What is trained from what; everything that another machine left is brought here first.</summary>
    private async Task<Result<TrainingOrder, DeliveryFailure>> OrderAsync(CancellationToken cancellationToken)
    {
        if ((await BringDataAsync(cancellationToken)).Failure is { } unread)
            return unread;
        if (!(await _parts.Registry.FindAsync(AliasNames.Champion, cancellationToken)).TryGet(out var champion, out var failure))
            return failure;
        var measured = Path.Combine(_parts.WorkFolder, "measured");
        VerifiedPackage? parent = null;
        if (
            champion.Entry is { } entry
            && !(await _parts.Registry.OpenAsync(entry.Digest, cancellationToken)).TryGet(out parent, out failure)
        )
            return failure;
        var before = parent?.Contract.Version;
        if (before is null && !(await _parts.Training.FindStartVersionAsync(cancellationToken)).TryGet(out before, out failure))
            return failure;
        var version = await _parts.Registry.NextVersionAsync(before, cancellationToken);
        if (!version.TryGet(out var next, out failure))
            return failure;
        if (Directory.Exists(CandidateFolder))
            Directory.Delete(CandidateFolder, recursive: true); // of a pass that was cut short
        return new TrainingOrder(DataFile, parent, next, CandidateFolder, measured);
    }

    private async Task<Result<RunStep, DeliveryFailure>> PushAsync(CancellationToken cancellationToken)
    {
        var candidate = _run.Find(RunStep.Trained)!.Candidate!;
        if (!await _parts.Registry.HasAsync(candidate, cancellationToken))
        {
            if ((await _parts.Registry.FindPackedAsync(CandidateFolder, cancellationToken))?.Package.Digest != candidate.Digest)
            {
                if (await TrainAgainAsync(candidate, cancellationToken) is { } other)
                    return other;
            }

            if (await _parts.Registry.PushAsync(CandidateFolder, cancellationToken) is { } failure)
                return failure;
        }

        return New(RunStep.Pushed, $"{candidate.Digest} in {_parts.Registry.Address}") with
        {
            Candidate = candidate,
        };
    }

    /// <summary>The package was on a machine that is gone: the same data and parent make the same package.</summary>
    private async Task<DeliveryFailure?> TrainAgainAsync(CandidateModel candidate, CancellationToken cancellationToken)
    {
        if (!(await OrderAsync(cancellationToken)).TryGet(out var order, out var failure))
            return failure;
        var again = await _parts.Training.RunAsync(order with { Version = candidate.Version }, cancellationToken);
        if (!again.TryGet(out var outcome, out failure))
            return failure;
        return outcome.Candidate.Digest == candidate.Digest
            ? null
            : DeliveryFailure.Refused(
                $"Trained again from the same data the package is {outcome.Candidate.Digest}, and was {candidate.Digest}: the champion or "
                    + "the program changed meanwhile. The next run starts anew."
            );
    }

    private async Task<Result<RunStep, DeliveryFailure>> TryAsync(CancellationToken cancellationToken)
    {
        var candidate = _run.Find(RunStep.Pushed)!.Candidate!;
        var target = new AliasTarget(candidate.Name, candidate.Version, candidate.Digest);
        var why = $"run {_run.Number}: {_run.Triggered.Why}";
        var pointed = await _parts.Registry.PointAsync(AliasNames.Candidate, target, why, cancellationToken);
        if (!pointed.TryGet(out var entry, out var failure))
            return failure;
        return New(RunStep.Tried, FormattableString.Invariant($"candidate {entry.Number} means {entry.Version}: hosts try it")) with
        {
            Candidate = candidate,
            AliasNumber = entry.Number,
        };
    }

    /// <summary>The ledger first: a run that ended is not looked at again.</summary>
    private async Task<Result<PassResult, DeliveryFailure>> EndAsync(string outcome, string why, CancellationToken cancellationToken)
    {
        var candidate = _run.Find(RunStep.Trained)?.Candidate;
        var step = New(RunStep.Ended, why) with { Candidate = candidate, Outcome = outcome };
        if (await _parts.Ledger.RecordAsync(step, cancellationToken) is { } unrecorded)
            return unrecorded;
        if (!(await _parts.Journal.WriteAsync(_run.Number, step, cancellationToken)).TryGet(out var written, out var failure))
            return failure;
        Tell(written);
        if (Directory.Exists(_work))
            Directory.Delete(_work, recursive: true);
        var isRefused = written.Outcome is RunOutcome.RolledBack or RunOutcome.GateClosed or RunOutcome.Refused;
        return new PassResult(isRefused ? PassOutcome.Refused : PassOutcome.Ended, $"{written.Outcome}: {written.Why}");
    }

    private async Task<Result<RunStep, DeliveryFailure>> DoAsync(
        string name,
        Func<CancellationToken, Task<Result<RunStep, DeliveryFailure>>> work,
        CancellationToken cancellationToken
    )
    {
        var step = _run.Find(name);
        if (step is null)
        {
            var start = Stopwatch.GetTimestamp();
            if (!(await work(cancellationToken)).TryGet(out var done, out var failure))
                return failure;
            done = done with { Seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3) };
            if (!(await _parts.Journal.WriteAsync(_run.Number, done, cancellationToken)).TryGet(out step, out failure))
                return failure;
            _run = _run.With(step);
            Tell(step);
        }

        return await RecordAsync(step, cancellationToken) is { } unrecorded ? unrecorded : step;
    }

    private Task<DeliveryFailure?> RecordAsync(RunStep step, CancellationToken cancellationToken) =>
        _parts.Ledger.RecordAsync(step, cancellationToken);

    private RunStep New(string name, string why) =>
        new()
        {
            Step = name,
            Run = _run.Id,
            At = _parts.Author.Clock.GetUtcNow().ToUniversalTime(),
            By = _parts.Author.Actor,
            Why = why,
        };

    private void Tell(RunStep step) =>
        _parts.Tell(FormattableString.Invariant($"run {_run.Number} {step.Outcome ?? step.Step}: {step.Why} ({step.Seconds:0.0} s)"));
}
