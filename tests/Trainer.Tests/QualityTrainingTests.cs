using Serverless.Core.Classification;
using Serverless.Core.Quality;
using Serverless.Packages;
using Serverless.Packages.Loading;
using Serverless.Trainer.Data;
using Serverless.Trainer.Validation;

namespace Serverless.Trainer.Tests;

/// <summary>The whole run, from a snapshot to a candidate or a closed gate.</summary>
public sealed class QualityTrainingTests : IDisposable
{
    private readonly TinyTraining _training = new();

    [Fact]
    public async Task The_same_snapshot_makes_the_same_candidate_whose_head_knows_what_the_judgments_say()
    {
        var snapshot = Synthetic.Snapshot();
        var first = await _training.TrainAsync(snapshot, "first");
        var second = await _training.TrainAsync(snapshot, "second.tar");
        Assert.Null(first.Failure);
        Assert.True(first.Value!.IsPassed, first.Value.Evaluation.Gate.WhyClosed());
        Assert.Equal(first.Value.Package!.Package.Digest, second.Value!.Package!.Package.Digest);
        Assert.Equal("1.0.1", first.Value.Package.Contract.Version);
        Assert.Equal(snapshot.Digest, first.Value.Package.Contract.Lineage!.Data);
        Assert.Equal("sha256:" + new string('1', 64), first.Value.Package.Contract.Lineage.Parent);
        var head = first.Value.Evaluation.Heads.Single(one => one.Words == "own").Curves[0];
        Assert.InRange(head.FitLogit!.Value, 1.2, 1.8);
        Assert.InRange(head.MeanLogProbability, 0.6, 1.4);
        Assert.InRange(head.Intercept, -0.3, 1.1);
        Assert.Contains(first.Value.Evaluation.Heads, one => one is { Words: "given", Chosen: "parent", Why: not null });
        Assert.All(first.Value.Steps, step => Assert.NotEmpty(step.Figures));
        Assert.Contains("<svg", await File.ReadAllTextAsync(_training.At("first.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_on_names_calibrate_names_and_raise_what_is_good_of_them()
    {
        _training.AddRecogniser();
        var before = ClassificationParameters.Read(_training.At("parent/labels/recognition.json"));
        var trained = await _training.TrainAsync(Synthetic.Seal(Synthetic.Pictures(1_200), Synthetic.Names(1_200)), "candidate");
        Assert.Null(trained.Failure);
        Assert.True(trained.Value!.IsPassed, trained.Value.Evaluation.Gate.WhyClosed());
        Assert.Contains(trained.Value.Evaluation.Gate.Gates, gate => gate is { Name: "names_good", State: GateState.Passed });
        var machine = _training.Machine;
        var loader = new PackageLoader(machine.Clock, machine.Trial);
        var opened = await loader.OpenFileAsync(_training.At("candidate"), machine.Policy, CancellationToken.None);
        var made = ClassificationParameters.Read(Path.Combine(opened.Value!.Folder, "labels", "recognition.json"));
        Assert.InRange(made.Slope, 0.9, 1.5);
        Assert.InRange(made.Intercept, -1, 0);
        Assert.InRange(made.Good, 0.7, 0.95);
        Assert.Equal((before.Certain, before.Say), (made.Certain, made.Say));
        Assert.NotEqual(before.Version, made.Version);
    }

    [Fact]
    public async Task Names_that_are_judged_the_wrong_way_round_close_their_gate()
    {
        _training.AddRecogniser();
        var flipped = Synthetic.Names(1_200).Select(one => one with { Right = 1 - one.Right });
        Closed(await _training.TrainAsync(Synthetic.Seal(Synthetic.Pictures(1_200), flipped)), "gain", "names_champion_auc");
    }

    [Fact]
    public async Task Decisions_on_names_teach_a_package_without_a_recogniser_nothing() =>
        Refused(
            await _training.TrainAsync(Synthetic.Seal(Synthetic.Pictures(400), Synthetic.Names(400))),
            "too_few",
            PackageFailureKind.Refused
        );

    [Fact]
    public async Task What_the_parent_knows_already_makes_no_candidate()
    {
        var path = _training.At("parent/quality/quality.json");
        var known = QualityParameters.Read(path) with { Own = [new ScoreCurve(0.5, 1.5, null, 1, 0)] };
        await File.WriteAllBytesAsync(path, known.ToBytes());
        Closed(await _training.TrainAsync(Synthetic.Snapshot()), "gain");
    }

    [Fact]
    public async Task Flipped_labels_close_the_gate_and_leave_no_package()
    {
        var flipped = Synthetic.Judgments(400).Select(one => one with { Right = 1 - one.Right });
        Closed(await _training.TrainAsync(Synthetic.Seal(Synthetic.Pictures(400), flipped)), "own_champion_auc", "own_auc");
    }

    [Fact]
    public async Task Judgments_of_one_class_are_refused()
    {
        var right = Synthetic.Judgments(400).Select(one => one with { Right = 1 });
        Refused(await _training.TrainAsync(Synthetic.Seal(Synthetic.Pictures(400), right)), "one_class", PackageFailureKind.Refused);
    }

    [Fact]
    public async Task Nearly_equal_pictures_on_both_sides_are_refused()
    {
        var snapshot = Synthetic.Snapshot();
        var (train, held) = (snapshot.Pictures.First(one => !one.IsHeld), snapshot.Pictures.First(one => one.IsHeld));
        var hash = new string('a', 32);
        var pictures = snapshot.Pictures.Select(one => one == train || one == held ? one with { Hash = hash } : one);
        var leaking = SnapshotFile.Seal(snapshot with { Pictures = [.. pictures] });
        Refused(await _training.TrainAsync(leaking), "leak", PackageFailureKind.Refused);
    }

    [Fact]
    public async Task A_picture_that_stands_twice_is_refused()
    {
        var snapshot = Synthetic.Snapshot();
        var twice = snapshot.Pictures.Append(snapshot.Pictures[0] with { Split = SnapshotPicture.Held });
        Refused(
            await _training.TrainAsync(SnapshotFile.Seal(snapshot with { Pictures = [.. twice] })),
            "leak",
            PackageFailureKind.Refused
        );
    }

    [Fact]
    public async Task Numbers_that_are_none_are_refused()
    {
        var snapshot = Synthetic.Snapshot();
        var file = _training.At("nan.json");
        Assert.Null(SnapshotFile.Write(snapshot, file));
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("\"weight\": 1,", "\"weight\": NaN,", StringComparison.Ordinal));
        Refused(await _training.TrainAsync(file), "snapshot", PackageFailureKind.WrongUsage);
        var negative = snapshot.Judgments.Select((one, i) => i == 3 ? one with { Weight = -1 } : one);
        Refused(
            await _training.TrainAsync(SnapshotFile.Seal(snapshot with { Judgments = [.. negative] })),
            "numbers",
            PackageFailureKind.Refused
        );
    }

    [Fact]
    public async Task A_snapshot_that_was_changed_is_refused()
    {
        var file = _training.At("changed.json");
        Assert.Null(SnapshotFile.Write(Synthetic.Snapshot(), file));
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("\"right\": 0,", "\"right\": 1,", StringComparison.Ordinal));
        Refused(await _training.TrainAsync(file), "snapshot", PackageFailureKind.WrongUsage);
    }

    [Fact]
    public async Task A_snapshot_that_names_what_is_gone_is_told_by_name()
    {
        var judgments = Synthetic.Judgments(400).Select((one, i) => i == 0 ? one with { Signals = null } : one);
        var failure = (await _training.TrainAsync(Synthetic.Seal(Synthetic.Pictures(400), judgments))).Failure!;
        Assert.Equal("gone", failure.Rule);
        Assert.Contains(Synthetic.Digest(0), failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_judgments_are_refused() =>
        Refused(await _training.TrainAsync(Synthetic.Snapshot(20)), "too_few", PackageFailureKind.Refused);

    [Fact]
    public async Task Signals_of_another_model_are_not_learned_from()
    {
        var other = Synthetic.Judgments(400).Select(one => one with { Model = "other 1.0.0" });
        Refused(await _training.TrainAsync(Synthetic.Seal(Synthetic.Pictures(400), other)), "too_few", PackageFailureKind.Refused);
    }

    [Fact]
    public async Task Pictures_that_the_parent_learned_from_judge_nothing()
    {
        var snapshot = Synthetic.Snapshot();
        var held = snapshot.Pictures.Where(one => one.IsHeld).Select(one => one.Sha256);
        await File.WriteAllLinesAsync(_training.At("parent/quality/trained-on.sha256"), held);
        Closed(await _training.TrainAsync(snapshot), "own_judgments");
    }

    [Fact]
    public async Task What_is_there_is_never_replaced()
    {
        Directory.CreateDirectory(_training.At("candidate"));
        Refused(await _training.TrainAsync(Synthetic.Snapshot()), "exists", PackageFailureKind.WrongUsage);
    }

    public void Dispose() => _training.Dispose();

    private void Closed(Core.Result<TrainingOutcome, PackageFailure> trained, params string[] gates)
    {
        Assert.Null(trained.Failure);
        Assert.False(trained.Value!.IsPassed);
        var closed = trained.Value.Evaluation.Gate.Gates.Where(gate => gate.State == GateState.Closed).Select(gate => gate.Name).ToList();
        Assert.All(gates, gate => Assert.Contains(gate, closed));
        Assert.False(Path.Exists(_training.At("candidate")));
    }

    private void Refused(Core.Result<TrainingOutcome, PackageFailure> trained, string rule, PackageFailureKind kind)
    {
        Assert.Equal((rule, kind), (trained.Failure?.Rule, trained.Failure!.Kind));
        Assert.False(Directory.Exists(_training.At("candidate")) && Directory.EnumerateFileSystemEntries(_training.At("candidate")).Any());
    }
}
