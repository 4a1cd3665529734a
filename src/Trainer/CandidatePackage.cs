using NuGet.Versioning;
using Serverless.Core;
using Serverless.Core.Classification;
using Serverless.Packages;
using Serverless.Packages.Contract;
using Serverless.Packages.Packing;
using Serverless.Trainer.Data;
using Serverless.Trainer.Evidence;
using Serverless.Trainer.Heads;

namespace Serverless.Trainer;

/// <summary>Makes the candidate: the parent's files with another head, its evidence, and the next patch version.</summary>
/// <param name="machine">What is at hand.</param>
internal sealed class CandidatePackage(TrainingMachine machine)
{
    public const string TrainedOn = "trained-on.sha256",
        JudgedOn = "judged-on.sha256";

    private const string Quality = "quality",
        Labels = "labels";

    private static readonly string[] Graphs = ["", "onnx"];

    /// <summary>The version after a parent's: a patch, for nothing that a consumer sees changes its form.</summary>
    public static string VersionAfter(string parent) =>
        NuGetVersion.TryParse(parent, out var version)
            ? new NuGetVersion(version.Major, version.Minor, version.Patch + 1).ToNormalizedString()
            : throw new InvalidDataException($"'{parent}' is no semantic version.");

    /// <param name="request">What is trained.</param>
    /// <param name="snapshot">The data.</param>
    /// <param name="heads">The new heads.</param>
    /// <param name="evaluation">How it was judged.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    public async Task<Result<PackedModel, PackageFailure>> WriteAsync(
        TrainingRequest request,
        Snapshot snapshot,
        ModelHeads heads,
        EvaluationCard evaluation,
        CancellationToken cancellationToken
    )
    {
        var stage = Directory.CreateTempSubdirectory("caption-train-").FullName;
        try
        {
            if (!Stage(request.Parent, stage).TryGet(out var contract, out var failure))
                return failure;
            WriteHeads(snapshot, heads, stage);
            await File.WriteAllBytesAsync(Path.Combine(stage, PackageFiles.Evaluation), evaluation.ToBytes(), cancellationToken);
            var card = Path.Combine(stage, PackageFiles.Card);
            var before = File.Exists(card) ? await File.ReadAllTextAsync(card, cancellationToken) : "";
            await File.WriteAllTextAsync(card, ModelCardText.Of(evaluation, before), cancellationToken);
            var lineage = new PackageLineage(request.Commit, snapshot.Digest, request.Parent.Digest);
            var written = contract with
            {
                Name = evaluation.Name,
                Version = evaluation.Version,
                Lineage = lineage,
                Rollout = contract.Rollout ?? request.Rollout,
            };
            await File.WriteAllBytesAsync(Path.Combine(stage, PackageFiles.Contract), written.ToBytes(), cancellationToken);
            var pack = new PackRequest(stage) { Commit = request.Commit, MeasuresResources = false };
            var packed = await new PackagePacker(machine.Clock, machine.Trial).PackAsync(pack, request.Output, cancellationToken);
            return packed.Failure is null ? await VerifyAsync(packed.Value!, request.Output, cancellationToken) : packed;
        }
        finally
        {
            Directory.Delete(stage, recursive: true);
        }
    }

    /// <summary>It is taken as any package is, or not at all.</summary>
    private async Task<Result<PackedModel, PackageFailure>> VerifyAsync(
        PackedModel packed,
        string output,
        CancellationToken cancellationToken
    )
    {
        var failure = await CandidateCheck.FindFaultAsync(machine, output, cancellationToken);
        if (failure is null)
            return packed;
        CandidateCheck.Remove(output);
        return failure;
    }

    /// <summary>
    /// The parent's files in the layout of packages. Answers to golden pictures are not copied: the new head gives others.
    /// </summary>
    private static Result<CaptionContract, PackageFailure> Stage(ParentModel parent, string stage)
    {
        var (captioner, quality, labels, text, vision) = parent.Brought;
        foreach (
            var (from, to) in ((string? From, string To)[])
                [(captioner, ""), (quality, Quality), (labels, Labels), (text, "text"), (vision, "vision")]
        )
        {
            foreach (var below in from is null ? [] : Graphs)
            {
                var folder = Path.Combine(from!, below);
                if (!Directory.Exists(folder))
                    continue;
                foreach (var file in Directory.EnumerateFiles(folder))
                    Copy(file, Path.Combine(stage, to, below, Path.GetFileName(file)));
            }
        }

        foreach (var (path, file) in parent.Files)
            Copy(file, Path.Combine(stage, path));
        var contract = Path.Combine(stage, PackageFiles.Contract);
        return File.Exists(contract)
            ? CaptionContract.Parse(File.ReadAllBytes(contract))
            : new CaptionContract { Name = parent.Name, Version = parent.Version };
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to, overwrite: true);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private static void WriteHeads(Snapshot snapshot, ModelHeads heads, string stage)
    {
        var folder = Path.Combine(stage, Quality);
        File.WriteAllBytes(Path.Combine(folder, "quality.json"), heads.Quality.ToBytes());
        if (heads.Names is { } names)
            File.WriteAllBytes(Path.Combine(stage, Labels, ClassificationParameters.FileName), names.ToBytes());
        WriteList(folder, TrainedOn, "learned from", snapshot, picture => !picture.IsHeld);
        WriteList(folder, JudgedOn, "was judged on", snapshot, picture => picture.IsHeld);
    }

    /// <summary>Those of the parent stay: what it saw, its child saw.</summary>
    private static void WriteList(string folder, string name, string did, Snapshot snapshot, Func<SnapshotPicture, bool> isMeant)
    {
        var path = Path.Combine(folder, name);
        var before = File.Exists(path) ? File.ReadAllLines(path) : [];
        var digests = before
            .Where(line => line.Length == 64)
            .Concat(snapshot.Pictures.Where(isMeant).Select(picture => picture.Sha256))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        var remarks = before.Where(line => line.StartsWith('#') && !line.Contains(snapshot.Digest, StringComparison.Ordinal));
        File.WriteAllLines(
            path,
            [.. remarks, $"# SHA-256 of pictures that the head {did}: those of snapshot {snapshot.Digest}.", .. digests]
        );
    }
}
