namespace Serverless.Results.Documents;

/// <summary>The caption document, schema version 1. Fields of work that is still to come exist and are null.</summary>
public sealed record CaptionDocument
{
    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>ULID of the caption.</summary>
    public required string Id { get; init; }

    /// <summary>Where the picture came from; the command line's own field, absent over HTTP.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>The text; null when refused or decorative.</summary>
    public string? Caption { get; init; }

    /// <summary>"model", or "labels" where a name stands for a sentence that cannot be trusted; null without a caption.</summary>
    public string? CaptionFrom { get; init; }

    /// <summary>The alt text; null when refused, empty when decorative.</summary>
    public string? AltText { get; init; }

    /// <summary>The full text where the alt text is shorter.</summary>
    public string? LongDescription { get; init; }

    /// <summary>BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>good, review or refused.</summary>
    public required string Verdict { get; init; }

    /// <summary>photograph, drawing, chart, screenshot, text, blank or unknown.</summary>
    public required string Kind { get; init; }

    /// <summary>informative, functional, decorative, complex or unknown.</summary>
    public required string Role { get; init; }

    /// <summary>How far the text can be trusted.</summary>
    public required QualityDocument Quality { get; init; }

    /// <summary>What the alt-text rules noticed.</summary>
    public required IReadOnlyList<FindingDocument> Findings { get; init; }

    /// <summary>Other captions; null unless asked for.</summary>
    public IReadOnlyList<AlternativeDocument>? Alternatives { get; init; }

    /// <summary>The caller's existing alt text, scored by itself; null where none was sent, and in earlier documents.</summary>
    public ExistingDocument? Existing { get; init; }

    /// <summary>What a photograph shows with at least even odds, the most specific first; null where it was not classified.</summary>
    public IReadOnlyList<LabelDocument>? Labels { get; init; }

    /// <summary>The picture.</summary>
    public required ImageDocument Image { get; init; }

    /// <summary>The model.</summary>
    public required ModelDocument Model { get; init; }

    /// <summary>Where the time went.</summary>
    public required TimingsDocument Timings { get; init; }

    /// <summary>Who wrote the text, and when.</summary>
    public required ProvenanceDocument Provenance { get; init; }
}

/// <summary>The alt text that the caller's page has: another text than ours, with a verdict and a quality of its own.</summary>
/// <param name="Text">As it was sent.</param>
/// <param name="Verdict">good, review or refused.</param>
/// <param name="Quality">How far it can be trusted.</param>
/// <param name="Findings">What the rules noticed about it.</param>
public sealed record ExistingDocument(string Text, string Verdict, QualityDocument Quality, IReadOnlyList<FindingDocument> Findings);

/// <summary>Quality of the alt text; all numbers are null where no model scored it.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Fit">0 to 1.</param>
/// <param name="Lift">Nats a token.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reasons">Why not simply good.</param>
public sealed record QualityDocument(double? Score, double? Fit, double? Lift, double? Confidence, IReadOnlyList<string> Reasons);

/// <summary>A finding.</summary>
/// <param name="Rule">Stable name.</param>
/// <param name="Level">info or warning.</param>
/// <param name="Message">For a person.</param>
public sealed record FindingDocument(string Rule, string Level, string Message);

/// <summary>Another caption.</summary>
/// <param name="Caption">The text.</param>
/// <param name="Score">Its quality, 0 to 1.</param>
public sealed record AlternativeDocument(string Caption, double Score);

/// <summary>A label of what the picture shows.</summary>
/// <param name="Id">WordNet id.</param>
/// <param name="Label">The name.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record LabelDocument(string Id, string Label, double Probability);

/// <summary>A picture.</summary>
/// <param name="Sha256">Of the bytes as sent.</param>
/// <param name="Format">By the bytes.</param>
/// <param name="Width">Upright pixels.</param>
/// <param name="Height">Upright pixels.</param>
/// <param name="Bytes">Size of the file.</param>
public sealed record ImageDocument(string Sha256, string Format, int Width, int Height, long Bytes);

/// <summary>A model.</summary>
/// <param name="Name">Name.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="Digest">sha256:…</param>
public sealed record ModelDocument(string Name, string Version, string Digest);

/// <summary>Milliseconds.</summary>
/// <param name="DecodeMs">Bytes to tensor.</param>
/// <param name="EncodeMs">Tensor to picture tokens.</param>
/// <param name="GenerateMs">Picture tokens to text.</param>
/// <param name="QualityMs">Text to score.</param>
/// <param name="TotalMs">All.</param>
public sealed record TimingsDocument(double DecodeMs, double EncodeMs, double GenerateMs, double QualityMs, double TotalMs);

/// <summary>Provenance.</summary>
/// <param name="Generator">ai or human.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record ProvenanceDocument(string Generator, DateTimeOffset CreatedAt);

/// <summary>The answer of POST /v1/scores.</summary>
/// <param name="Quality">How far the text can be trusted.</param>
/// <param name="Verdict">good, review or refused.</param>
/// <param name="Findings">What the rules noticed.</param>
/// <param name="Image">The picture.</param>
/// <param name="Model">The model.</param>
public sealed record ScoreDocument(
    QualityDocument Quality,
    string Verdict,
    IReadOnlyList<FindingDocument> Findings,
    ImageDocument Image,
    ModelDocument Model
);

/// <summary>The answer of GET /v1/model.</summary>
/// <param name="Name">Name.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="Digest">sha256:…</param>
/// <param name="Card">The card as Markdown, null when the model has none.</param>
/// <param name="LoadedSince">UTC.</param>
public sealed record ModelCardDocument(string Name, string Version, string Digest, string? Card, DateTimeOffset LoadedSince);

/// <summary>A failure (RFC 9457).</summary>
/// <param name="Type">A URI that names the code.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">This occurrence.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
/// <param name="Id">Names this occurrence, also in the log.</param>
/// <param name="Field">The option or field in error; absent when there is none.</param>
public sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    bool Retryable,
    string Id,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
        string? Field
);

/// <summary>The answer of the health routes.</summary>
/// <param name="Status">What holds.</param>
public sealed record HealthDocument(string Status);
