using Serverless.Core;
using Serverless.Core.Classification;
using Serverless.Core.Pipeline;
using Serverless.Packages;
using Serverless.Packages.Contract;
using Serverless.Packages.Loading;
using Serverless.Packages.Packing;
using Serverless.Trainer.Data;
using Serverless.Trainer.Evidence;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Signals;
using Serverless.Trainer.Validation;

namespace Serverless.Trainer;

/// <summary>
/// Trains the quality head of a package on a snapshot, holds it against its parent, and packs it: the whole run, a call a step. The same
/// snapshot, parent and program make the same package.
/// </summary>
/// <param name="machine">What is at hand.</param>
public sealed class QualityTraining(TrainingMachine machine)
{
    private static readonly GateLimits Limits = new();

    /// <summary>Trains.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellationToken">Ends it; what was measured is kept, and nothing else is left.</param>
    /// <returns>The candidate with its gates, or gates that are closed and no candidate; a refusal (<c>leak</c>, <c>numbers</c>,
    /// <c>one_class</c>, <c>too_few</c>) where the data are nothing to learn from.</returns>
    public async Task<Result<TrainingOutcome, PackageFailure>> RunAsync(TrainingRequest request, CancellationToken cancellationToken)
    {
        if (Path.Exists(request.Output))
            return PackageFailure.WrongUsage("exists", "It is there already; a package is written once.", request.Output);
        var steps = new StepClock(machine.Clock);
        if (!SnapshotFile.Read(request.Snapshot).TryGet(out var snapshot, out var failure))
            return failure;
        if ((failure = SnapshotCheck.FindFault(snapshot)) is not null)
            return failure;
        steps.Add("snapshot", $"{snapshot.Judgments.Count} judgments of {snapshot.Pictures.Count} pictures");
        if (request.Parent.Brought.Quality is null)
            return PackageFailure.WrongUsage(
                "no_quality",
                "The parent brings no quality model whose head could be trained.",
                request.Parent.Name
            );
        using var models = LoadedModels.Load(request.Parent.Models, machine.Runtime, request.Parent.Digest);
        if (!models.Parameters.IsCalibrated)
            return PackageFailure.WrongUsage(
                "no_quality",
                "The parent's quality model has no quality.json to start from.",
                request.Parent.Name
            );
        steps.Add("parent", $"{request.Parent.Name} {request.Parent.Version}");
        if (!(await MeasureAsync(request, snapshot, models, cancellationToken)).TryGet(out var set, out failure))
            return failure;
        steps.Add("signals", $"{set.Examples.Count} judgments measured");
        var champion = new ModelHeads(models.Parameters, NamesOf(request.Parent));
        var data = TrainingData.Of(set, models.TrainingImages, champion);
        if (HeadFit.WhyTooFew(data, champion) is { } few)
            return PackageFailure.Refused("too_few", $"Too little to learn from. {few}");
        var fit = HeadFit.Of(data, champion);
        steps.Add("heads", fit.Summary());
        var candidate = fit.Apply($"caption train quality, {snapshot.Digest}", CandidatePackage.VersionAfter);
        var gate = Gate(data, champion, candidate);
        steps.Add("gates", gate.IsPassed ? $"{gate.Gates.Count} gates passed" : gate.WhyClosed());
        var evaluation = Card(request, snapshot, data, fit, gate);
        PackedModel? packed = null;
        if (gate.IsPassed)
        {
            var written = await new CandidatePackage(machine).WriteAsync(request, snapshot, candidate, evaluation, cancellationToken);
            if (!written.TryGet(out packed, out failure))
                return failure;
            steps.Add("package", packed.Package.Digest);
        }

        var outcome = new TrainingOutcome(evaluation, packed, steps.Steps, data.LeftOut);
        if (request.Report is { } path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            await File.WriteAllTextAsync(path, TrainingReport.Html(outcome, data, champion, candidate), cancellationToken);
        }

        return outcome;
    }

    private async Task<Result<ExampleSet, PackageFailure>> MeasureAsync(
        TrainingRequest request,
        Snapshot snapshot,
        LoadedModels models,
        CancellationToken cancellationToken
    )
    {
        var pipeline = new CaptionPipeline(machine.Decoder, models, machine.Clock, CaptionIds.System);
        var cache = new SignalCache(request.WorkFolder, request.Parent.Digest);
        var reader = new ExampleReader(pipeline, cache, $"{request.Parent.Name} {request.Parent.Version}");
        return await reader.ReadAsync(snapshot, request.Progress, cancellationToken);
    }

    /// <summary>Of a recogniser that the package brings itself: that of the program is no part of it.</summary>
    private static ClassificationParameters? NamesOf(ParentModel parent) =>
        parent.Brought.Labels is { } folder
            ? ClassificationParameters.Read(Path.Combine(folder, ClassificationParameters.FileName))
            : null;

    private static GateReport Gate(TrainingData data, ModelHeads champion, ModelHeads candidate)
    {
        var report = new ValidationGate(Limits).Judge(data.Held, champion, candidate);
        var isOther =
            Enum.GetValues<JudgedWords>().Any(words => candidate.Differs(champion, words))
            || candidate.Quality.Choice != champion.Quality.Choice;
        var why = isOther
            ? "the data teach something that the parent does not know"
            : "no other head is better than the parent's by picture-disjoint folds: there is nothing to promote";
        var gain = new GateResult("gain", isOther ? GateState.Passed : GateState.Closed, null, null, null, null, why);
        return report with { Gates = [gain, .. report.Gates] };
    }

    private static EvaluationCard Card(TrainingRequest request, Snapshot snapshot, TrainingData data, HeadFit fit, GateReport gate)
    {
        var parent = request.Parent;
        var program = PackageRequirements.CoreVersion().ToNormalizedString();
        return new EvaluationCard(
            request.Name ?? parent.Name,
            request.Version ?? CandidatePackage.VersionAfter(parent.Version),
            snapshot.Digest,
            request.Commit is { } commit ? $"{program} {commit}" : program,
            new ParentPackage(parent.Name, parent.Version, parent.Digest),
            data.Counts(),
            fit.Cards(),
            fit.Good(),
            fit.ChoiceCard,
            gate
        )
        {
            GoodNames = fit.GoodNames(),
        };
    }

    /// <summary>Takes the time of steps, one after the other.</summary>
    private sealed class StepClock(TimeProvider clock)
    {
        private readonly List<TrainingStep> _steps = [];
        private long _start = clock.GetTimestamp();

        public IReadOnlyList<TrainingStep> Steps => _steps;

        public void Add(string name, string figures)
        {
            _steps.Add(new TrainingStep(name, Math.Round(clock.GetElapsedTime(_start).TotalSeconds, 3), figures));
            _start = clock.GetTimestamp();
        }
    }
}
