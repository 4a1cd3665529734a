using System.Text.Json.Serialization;

namespace Serverless.Packages.Gate;

/// <summary>What a trial says as the last line of its output.</summary>
internal sealed record TrialResult
{
    /// <summary>The rule that was broken; null where none was.</summary>
    public string? Rule { get; init; }

    /// <summary>What was wrong.</summary>
    public string? Detail { get; init; }

    /// <summary>The file that it is about.</summary>
    public string? File { get; init; }

    /// <summary>From its files to the first caption.</summary>
    public double LoadMilliseconds { get; init; }

    /// <summary>Median.</summary>
    public double MillisecondsPerPicture { get; init; }

    /// <summary>Most resident memory.</summary>
    public long PeakMiB { get; init; }

    /// <summary>Threads of one run.</summary>
    public int Threads { get; init; }

    /// <summary>The captions.</summary>
    public IReadOnlyList<GoldenVector> Pictures { get; init; } = [];
}

/// <summary>Documents of trials.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(TrialResult))]
internal sealed partial class TrialJson : JsonSerializerContext;
