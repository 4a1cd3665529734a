using NuGet.Versioning;
using Serverless.Archives.Scanning;
using Serverless.Archives.Sharding;
using Serverless.Core.Pipeline;
using Serverless.Hosting.Results;

namespace Serverless.Archives;

/// <summary>What is asked of a run over an archive.</summary>
/// <param name="Run">Names the run: all its workers, and all their retries.</param>
/// <param name="Shard">The share of this worker.</param>
public sealed record ArchivePlan(string Run, Shard Shard)
{
    /// <summary>Which names are taken.</summary>
    public IncludeRules Include { get; init; } = IncludeRules.Pictures;

    /// <summary>Most pictures that are described; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Whether pictures that have a result are described again.</summary>
    public bool IsForced { get; init; }

    /// <summary>Results of models before this version are made again; null for none.</summary>
    public SemanticVersion? OlderThan { get; init; }

    /// <summary>Whether words that a person wrote give way to the model's.</summary>
    public bool ReplacesPerson { get; init; }

    /// <summary>Replaces the refusal threshold, 0 to 1; null for the model's own.</summary>
    public double? MinQuality { get; init; }

    /// <summary>Whether pictures that look nearly the same share their words.</summary>
    public bool JoinsNearDuplicates { get; init; }

    /// <summary>Batches described at the same time, at least 1.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Most pictures of a batch, at least 1.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Largest picture in bytes.</summary>
    public long MaxBytes { get; init; } = 20 << 20;

    /// <summary>Whether a picture with a result about what is stored now is described all the same.</summary>
    /// <param name="found">Its latest result.</param>
    public bool Wants(PointerDocument found) => found.IsByPerson ? ReplacesPerson : IsStale(found.Latest) && !(found.Latest.Run == Run && found.Latest.MinQuality == MinQuality);

    private bool IsStale(ResultDocument latest) =>
        IsForced
        || latest.MinQuality != MinQuality
        || (OlderThan is { } version && latest.Caption is { } caption && SemanticVersion.TryParse(caption.Model.Version, out var made) && made < version);

    /// <summary>What each picture is asked with.</summary>
    public CaptionOptions Options => CaptionOptions.Default with { MinQuality = MinQuality };
}
