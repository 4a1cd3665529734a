using System.Text.Json.Serialization;
using Serverless.Results.Documents;

namespace Serverless.Results.Predictions;

/// <summary>One line of a prediction log: which model said how sure what about which picture, without pixels.</summary>
internal sealed record PredictionLine
{
    public const int CurrentSchema = 1;

    public int SchemaVersion { get; init; } = CurrentSchema;

    /// <summary>The caption's id, under which a review of it stands.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required ModelDocument Model { get; init; }

    /// <summary>SHA-256 of the picture's bytes, and what its header says.</summary>
    public required ImageDocument Image { get; init; }

    public required string Kind { get; init; }

    public required string Verdict { get; init; }

    public required string? CaptionFrom { get; init; }

    public required double? Score { get; init; }

    public required IReadOnlyList<string> Reasons { get; init; }

    public required TimingsDocument Timings { get; init; }

    /// <summary>Only where the operator switched it on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AltText { get; init; }
}
