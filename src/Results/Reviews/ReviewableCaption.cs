using System.Text.Json.Serialization;
using Serverless.Core.Quality;
using Serverless.Storage;

namespace Serverless.Results.Reviews;

/// <summary>A caption we made, as a review needs it.</summary>
/// <param name="Id">The caption's id.</param>
/// <param name="Source">The picture's address; null for a picture that was posted.</param>
/// <param name="Version">Its version; null for a picture that was posted.</param>
/// <param name="Order">Its place among the versions; null where there is none.</param>
/// <param name="Sha256">Digest of the picture.</param>
/// <param name="Caption">The text; null for a refused one.</param>
/// <param name="AltText">The alt text.</param>
/// <param name="Model">Name and version.</param>
/// <param name="Features">[width] the quality model's features of this text; null where they are not kept, and a review cannot
/// train.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ReviewableCaption(
    string Id,
    string? Source,
    string? Version,
    string? Order,
    string Sha256,
    string? Caption,
    string? AltText,
    string Model,
    IReadOnlyList<float>? Features,
    DateTimeOffset CreatedAt
)
{
    private const int CurrentSchema = 3;

    /// <summary>
    /// 3; in documents of version 1 the address is percent-encoded (<see cref="StoredSource"/>), and in those of versions 1 and 2 all
    /// below is null.
    /// </summary>
    public int SchemaVersion { get; init; } = CurrentSchema;

    /// <summary>What sort of picture it is, as caption documents name it.</summary>
    public string? Kind { get; init; }

    /// <summary>good, review or refused.</summary>
    public string? Verdict { get; init; }

    /// <summary>The source of the text, as caption documents name it; null without a text.</summary>
    public string? CaptionFrom { get; init; }

    /// <summary>What the picture is for, as the caller declared.</summary>
    public string? Role { get; init; }

    /// <summary>The quality of the text, 0 to 1; null where no model scored it.</summary>
    public double? Score { get; init; }

    /// <summary>
    /// How sure the model was of the text by itself, 0 to 1 (<c>quality.confidence</c>): of names the probability of the least likely one.
    /// Null where nothing says so, and in documents that were kept without.
    /// </summary>
    public double? Confidence { get; init; }

    /// <summary>Why the verdict is not good, as caption documents name it.</summary>
    public IReadOnlyList<string>? Reasons { get; init; }

    /// <summary>Digest of the model: sha256:…</summary>
    public string? ModelDigest { get; init; }

    /// <summary>Signals of the captioner's sentence, spoken or refused; null where the text is another.</summary>
    public ReviewableSignals? Signals { get; init; }

    /// <summary>Every sentence of the captioner that was scored, the spoken one first.</summary>
    public IReadOnlyList<ReviewableAlternative>? Alternatives { get; init; }

    /// <summary>The picture's address; null for a picture that was posted.</summary>
    [JsonIgnore]
    public BlobAddress? Picture => Source is null ? null : StoredSource.AddressOf(Source, SchemaVersion);
}

/// <summary>Signals of a text, the inputs of its score (<see cref="QualitySignals"/>).</summary>
/// <param name="FitLogit">The quality model's logit; null without one.</param>
/// <param name="Lift">How much likelier the picture makes the text, nats a token; null without a reference state.</param>
/// <param name="MeanLogProbability">The captioner's, nats a token.</param>
/// <param name="Repetition">Share of repeated words, 0 to 1.</param>
/// <param name="Contradiction">How strongly what is seen contradicts the things named, 0 to 1; null where nothing was classified.</param>
/// <param name="SceneContradiction">The same of the places named.</param>
public sealed record ReviewableSignals(
    double? FitLogit,
    double? Lift,
    double MeanLogProbability,
    double Repetition,
    double? Contradiction,
    double? SceneContradiction
)
{
    /// <summary>The signals of a text.</summary>
    /// <param name="signals">As the pipeline has them.</param>
    public static ReviewableSignals Of(QualitySignals signals) =>
        new(
            signals.FitLogit,
            signals.Lift,
            signals.MeanLogProbability,
            signals.Repetition,
            signals.Contradiction,
            signals.SceneContradiction
        );

    /// <summary>The signals as the formula of quality takes them.</summary>
    public QualitySignals ToSignals() => new(FitLogit, MeanLogProbability, Lift, Repetition, Contradiction, SceneContradiction);
}

/// <summary>A sentence that was scored.</summary>
/// <param name="Caption">The sentence.</param>
/// <param name="Signals">Its signals.</param>
/// <param name="Score">Its quality, 0 to 1.</param>
public sealed record ReviewableAlternative(string Caption, ReviewableSignals Signals, double Score);

/// <summary>A person's decision on a caption; written once, never changed.</summary>
/// <param name="Id">The review's id.</param>
/// <param name="CaptionId">The caption's id.</param>
/// <param name="Decision">accept, reject or edit.</param>
/// <param name="CorrectedCaption">The person's text; null unless edited.</param>
/// <param name="Reviewer">The authenticated identity.</param>
/// <param name="IsTrainable">Whether features were kept with the caption.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ReviewDocument(
    string Id,
    string CaptionId,
    string Decision,
    string? CorrectedCaption,
    string Reviewer,
    bool IsTrainable,
    DateTimeOffset CreatedAt
)
{
    private const int CurrentSchema = 2;

    /// <summary>2; in documents of version 1 all below is null.</summary>
    public int SchemaVersion { get; init; } = CurrentSchema;

    /// <summary>Name and version of the model that wrote the caption.</summary>
    public string? Model { get; init; }

    /// <summary>Its digest: sha256:…; null where the caption was kept without.</summary>
    public string? ModelDigest { get; init; }

    /// <summary>Whether nobody knows who the reviewer was: such a decision counts towards no agreement.</summary>
    public bool? IsAnonymous { get; init; }
}

/// <summary>Generated reading and writing of reviews.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ReviewableCaption))]
[JsonSerializable(typeof(ReviewDocument))]
internal sealed partial class ReviewJson : JsonSerializerContext;
