using NuGet.Versioning;
using Serverless.Archives.Scanning;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Cli.Archive;

/// <summary>The output format of results.</summary>
internal enum ArchiveFormat
{
    Sidecar,
    Jsonl,
    Csv,
    Xmp,
}

/// <summary>The options of <c>caption archive</c>, as they were typed.</summary>
internal sealed record ArchiveRequest(string Source)
{
    public string? Model { get; init; }

    public string? Into { get; init; }

    public ArchiveFormat Format { get; init; }

    public bool IsInPlace { get; init; }

    public IReadOnlyList<string> Include { get; init; } = [];

    public IReadOnlyList<string> Exclude { get; init; } = [];

    public bool RetriesFailed { get; init; }

    public bool KeepsTime { get; init; }

    public long? Limit { get; init; }

    public string? Shard { get; init; }

    public bool IsDryRun { get; init; }

    public bool IsForced { get; init; }

    public string? OlderThan { get; init; }

    public bool ReplacesPerson { get; init; }

    public double? MinQuality { get; init; }

    public int? Parallel { get; init; }

    public bool JoinsNearDuplicates { get; init; }

    public double? MaxCost { get; init; }

    public bool AppliesReviews { get; init; }

    public string? Undo { get; init; }

    public string? Report { get; init; }

    public bool IsQuiet { get; init; }

    public bool HasColor { get; init; }

    /// <summary>Errors of all options, together.</summary>
    public IReadOnlyList<string> Validate() => [.. ValidateLocations(), .. ValidateValues(), .. ValidateUndo()];

    public SemanticVersion? Version => OlderThan is null ? null : SemanticVersion.Parse(OlderThan);

    public IncludeRules Rules => IncludeRules.Of(Include, Exclude);

    private IEnumerable<string> ValidateLocations()
    {
        if (!BlobAddress.IsAddress(Source) && Source.Contains("://", StringComparison.Ordinal))
            yield return $"{Source.Split('?')[0]}: an archive is a folder, or "
                + "file:///path/, s3://bucket/key/, az://account/container/key/ or gs://bucket/key/.";
        else if (!BlobAddress.IsAddress(Source) && !Directory.Exists(Source))
            yield return $"{Source} is no folder.";
        else if (
            Source.StartsWith("file:", StringComparison.Ordinal)
            && BlobAddress.Parse(Source).Value is { } address
            && !Directory.Exists(FolderStores.PathOf(address))
        )
            yield return $"{Source} is no folder.";
        if (Format == ArchiveFormat.Xmp && Into is null && !IsInPlace)
            yield return "--as xmp writes copies: say where with --into, or --in-place to write into the files themselves.";
        if (IsInPlace && Format != ArchiveFormat.Xmp)
            yield return "--in-place goes with --as xmp.";
        if (KeepsTime && !IsInPlace)
            yield return "--keep-time goes with --in-place: copies are new files.";
        if (IsInPlace && Into is not null)
            yield return "--in-place and --into exclude each other.";
        if (IsInPlace && BlobAddress.IsAddress(Source) && !Source.StartsWith("file:", StringComparison.Ordinal))
            yield return "--in-place is for files: objects of a store are copied with --into.";
    }

    private IEnumerable<string> ValidateValues()
    {
        if (Limit < 0)
            yield return "--limit must be 0 or more.";
        if (Parallel is < 1 or > 64)
            yield return "--parallel must be 1 to 64.";
        if (MinQuality is { } quality && !(quality is >= 0 and <= 1))
            yield return "--min-quality must be 0 to 1.";
        if (MaxCost is { } cost && !(cost > 0))
            yield return "--max-cost must be above 0.";
        if (OlderThan is not null && !SemanticVersion.TryParse(OlderThan, out _))
            yield return $"--older-than is '{OlderThan}'; allowed: a version such as 2.1.0.";
        if (Include.Any(string.IsNullOrWhiteSpace))
            yield return "--include is empty.";
        if (Exclude.Any(string.IsNullOrWhiteSpace))
            yield return "--exclude is empty.";
    }

    private IEnumerable<string> ValidateUndo()
    {
        if (Undo is null)
            yield break;
        (bool IsSet, string Name)[] others =
        [
            (Include.Count > 0, "--include"),
            (Exclude.Count > 0, "--exclude"),
            (RetriesFailed, "--retry-failed"),
            (Limit is not null, "--limit"),
            (Shard is not null, "--shard"),
            (IsForced, "--force"),
            (OlderThan is not null, "--older-than"),
            (ReplacesPerson, "--replace-human"),
            (MinQuality is not null, "--min-quality"),
            (Parallel is not null, "--parallel"),
            (JoinsNearDuplicates, "--near-duplicates"),
            (MaxCost is not null, "--max-cost"),
            (AppliesReviews, "--apply-reviews"),
            (Report is not null, "--report"),
        ];
        foreach (var (_, name) in others.Where(other => other.IsSet))
            yield return $"--undo takes a run back whole; {name} says nothing there.";
    }
}
