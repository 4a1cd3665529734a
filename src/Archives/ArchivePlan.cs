using NuGet.Versioning;
using Serverless.Archives.Scanning;
using Serverless.Archives.Sharding;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Processing;
using Serverless.Settings.Decoding;

namespace Serverless.Archives;

/// <summary>What is asked of a run over an archive.</summary>
/// <param name="Run">Names the run: all its workers, and all their retries.</param>
/// <param name="Shard">The share of this worker.</param>
public sealed record ArchivePlan(string Run, Shard Shard)
{
    /// <summary>Which names are taken.</summary>
    public IncludeRules Include { get; init; } = IncludeRules.Pictures;

    /// <summary>Maximum number of pictures that are described; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Whether pictures that have a result are described again.</summary>
    public bool IsForced { get; init; }

    /// <summary>Results of models before this version are made again; null for none.</summary>
    public SemanticVersion? OlderThan { get; init; }

    /// <summary>Whether a person's text is replaced by the model's.</summary>
    public bool ReplacesPerson { get; init; }

    /// <summary>Replaces the refusal threshold, 0 to 1; null for the model's own.</summary>
    public double? MinQuality { get; init; }

    /// <summary>Whether pictures that look nearly the same share their text.</summary>
    public bool JoinsNearDuplicates { get; init; }

    /// <summary>Batches described at the same time, at least 1.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Maximum number of pictures of a batch, at least 1.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Largest picture in bytes.</summary>
    public long MaxBytes { get; init; } = 20 << 20;

    /// <summary>What a picture's header may announce.</summary>
    public ImageLimits Limits { get; init; } = new();

    /// <summary>What decodes pictures.</summary>
    public string Decoder { get; init; } = ImageDecoders.Libvips;

    /// <summary>Whether pictures that failed are retried although nothing has changed.</summary>
    public bool RetriesFailed { get; init; }

    /// <summary>
    /// Names below the archive where this run writes: a folder ends with a slash. What stands there is no part of the archive.
    /// </summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Whether files that are written keep their time of change.</summary>
    public bool KeepsTime { get; init; }

    /// <summary>What failures rest on in this run.</summary>
    public FailureGrounds Grounds => new(Limits, MaxBytes, Decoder);

    /// <summary>What each picture is asked with.</summary>
    public CaptionOptions Options => CaptionOptions.Default with { MinQuality = MinQuality };

    /// <summary>Whether a name stands where this run writes.</summary>
    /// <param name="name">The key below the archive's folder.</param>
    public bool IsOutput(string name) =>
        Outputs.Any(output => output.EndsWith('/') ? name.StartsWith(output, StringComparison.Ordinal) : name == output);

    /// <summary>What counts as done in this run.</summary>
    public ProcessingPolicy Policy =>
        new(MaxBytes)
        {
            Options = Options,
            Run = Run,
            Grounds = Grounds,
            TakesAnyResult = true,
            IsListed = true,
            IsForced = IsForced,
            IsOutdated = OlderThan is { } version ? model => IsBefore(model.Version, version) : null,
            RetriesFailed = RetriesFailed,
            ReplacesPerson = ReplacesPerson,
        };

    private static bool IsBefore(string made, SemanticVersion version) =>
        SemanticVersion.TryParse(made, out var parsed) && parsed < version;
}
