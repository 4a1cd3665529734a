using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Packages.Contract;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;

namespace Serverless.Trainer;

/// <summary>What is trained.</summary>
/// <param name="Snapshot">The snapshot's file.</param>
/// <param name="Parent">The package it starts from, and is held against.</param>
/// <param name="Output">The candidate: a folder, or a file that ends with <c>.tar</c>. It must not be there yet.</param>
/// <param name="WorkFolder">Where measurements are kept, so that a stopped run goes on, and later runs of the same model need not
/// measure again.</param>
public sealed record TrainingRequest(string Snapshot, ParentModel Parent, string Output, string WorkFolder)
{
    /// <summary>The candidate's name; null for its parent's.</summary>
    public string? Name { get; init; }

    /// <summary>The candidate's semantic version; null for the patch after its parent's.</summary>
    public string? Version { get; init; }

    /// <summary>How the candidate is rolled out where its parent says nothing; null for as a package without a policy.</summary>
    public RolloutPolicy? Rollout { get; init; }

    /// <summary>The commit of the code that trains; null where it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>The report for people, HTML, also where a gate closes; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Is told how many pictures are measured, of how many.</summary>
    public Action<int, int>? Progress { get; init; }
}

/// <summary>The package that training starts from.</summary>
/// <param name="Models">Its models as they serve: with those of the program where it brings none.</param>
/// <param name="Brought">What it brings itself.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="Digest">The digest of its manifest; where it was never packed, of its files.</param>
/// <param name="Files">Files of it that stand in none of its models' folders, by their path in the package: golden pictures.</param>
public sealed record ParentModel(
    ModelFolders Models,
    ModelFolders Brought,
    string Name,
    string Version,
    string Digest,
    IReadOnlyDictionary<string, string> Files
)
{
    private static readonly Dictionary<string, string> NoFiles = new(StringComparer.Ordinal);

    /// <summary>A verified package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="embedded">The models of the program.</param>
    public static ParentModel Of(VerifiedPackage package, ModelFolders embedded)
    {
        var golden = Path.Combine(package.Folder, "golden");
        var pictures = Directory.Exists(golden)
            ? Directory.EnumerateFiles(golden).Where(file => Path.GetExtension(file) is not (".json" or ".npy"))
            : [];
        return new ParentModel(
            ModelFolders.In(package.Folder, embedded),
            ModelFolders.In(package.Folder, new ModelFolders("")),
            package.Contract.Name,
            package.Contract.Version,
            package.Digest,
            pictures.ToDictionary(file => "golden/" + Path.GetFileName(file), file => file, StringComparer.Ordinal)
        );
    }

    /// <summary>Models that were never packed, such as those of the program.</summary>
    /// <param name="models">The models.</param>
    /// <param name="identity">Their name, version and digest.</param>
    /// <param name="card">Their card; null where there is none.</param>
    public static ParentModel Of(ModelFolders models, ModelIdentity identity, string? card) =>
        new(
            models,
            models,
            identity.Name,
            identity.Version,
            identity.Digest,
            card is null ? NoFiles : new Dictionary<string, string>(StringComparer.Ordinal) { ["README.md"] = card }
        );
}

/// <summary>What training needs of the machine.</summary>
/// <param name="Decoder">Opens pictures.</param>
/// <param name="Runtime">How models are run.</param>
/// <param name="Clock">Gives the times.</param>
/// <param name="Trial">How a trial of a package is started.</param>
/// <param name="Policy">What the candidate must pass as any package must.</param>
public sealed record TrainingMachine(
    IImageDecoder Decoder,
    RuntimeSettings Runtime,
    TimeProvider Clock,
    TrialStart Trial,
    PackagePolicy Policy
);
