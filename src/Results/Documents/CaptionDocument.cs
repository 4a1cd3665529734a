using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;

namespace Serverless.Results.Documents;

/// <summary>The caption document; a refused caption is one too.</summary>
public sealed record CaptionDocument
{
    /// <summary>The version of this document's form.</summary>
    [AllowedValues(1)]
    public int SchemaVersion { get; init; } = 1;

    /// <summary>ULID of the caption.</summary>
    public required string Id { get; init; }

    /// <summary>Where the picture came from; the command line's own field, absent over HTTP.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>What the model wrote; null when refused or decorative.</summary>
    public string? Caption { get; init; }

    /// <summary>
    /// Source of the caption: the model's sentence, names where a sentence cannot be trusted, the text that was read, or the kind alone;
    /// null without a caption, and where a person took or wrote it.
    /// </summary>
    [NamesOf<CaptionSource>]
    public string? CaptionFrom { get; init; }

    /// <summary>The alt text; null when refused, empty when decorative.</summary>
    public string? AltText { get; init; }

    /// <summary>The whole text where the alt text is shorter.</summary>
    public string? LongDescription { get; init; }

    /// <summary>BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>Whether the words can be used as they are, need a person, or are not given.</summary>
    [NamesOf<Verdict>]
    public required string Verdict { get; init; }

    /// <summary>What kind of picture it is.</summary>
    [NamesOf<PictureKind>]
    public required string Kind { get; init; }

    /// <summary>What the picture is for on its page (W3C WAI, "An alt Decision Tree").</summary>
    [NamesOf<ImageRole>]
    public required string Role { get; init; }

    /// <summary>How far the words can be trusted.</summary>
    public required QualityDocument Quality { get; init; }

    /// <summary>What the alt-text rules noticed.</summary>
    public required IReadOnlyList<FindingDocument> Findings { get; init; }

    /// <summary>Other captions; null unless asked for.</summary>
    public IReadOnlyList<AlternativeDocument>? Alternatives { get; init; }

    /// <summary>The caller's existing alt text, judged by itself; null where none was sent.</summary>
    public ExistingDocument? Existing { get; init; }

    /// <summary>The text that was read in the picture; null where it was not searched for: unlikely there, or no text reader.</summary>
    public TextDocument? Text { get; init; }

    /// <summary>
    /// What a photograph shows with at least even odds, the most specific first; null where nobody looked: no classifier, or
    /// no photograph.
    /// </summary>
    public IReadOnlyList<LabelDocument>? Labels { get; init; }

    /// <summary>The picture.</summary>
    public required ImageDocument Image { get; init; }

    /// <summary>The model.</summary>
    public required ModelDocument Model { get; init; }

    /// <summary>Where the time went.</summary>
    public required TimingsDocument Timings { get; init; }

    /// <summary>Who wrote the words, and when.</summary>
    public required ProvenanceDocument Provenance { get; init; }
}

/// <summary>The alt text that the caller's page has: another text than ours, with a verdict and a quality of its own.</summary>
/// <param name="Text">As it was sent.</param>
/// <param name="Verdict">Whether it can be used as it is.</param>
/// <param name="Quality">How far it can be trusted.</param>
/// <param name="Findings">What the rules noticed about it.</param>
public sealed record ExistingDocument(
    string Text,
    [property: NamesOf<Verdict>] string Verdict,
    QualityDocument Quality,
    IReadOnlyList<FindingDocument> Findings
);

/// <summary>Quality of the words; all numbers null where no model judged them.</summary>
/// <param name="Score">
/// How far the words can be trusted; null where no model judged them: decorative, where a link goes, another language.
/// </param>
/// <param name="Fit">The quality model's own probability that the words fit.</param>
/// <param name="Lift">How much likelier the picture makes the words, nats a token; null without a reference state.</param>
/// <param name="Confidence">The captioner's own probability of the words, mean per token.</param>
/// <param name="Reasons">Why not simply good.</param>
/// <param name="Shares">
/// What each signal added to the score; absent unless explain asks for it, and where no curve made the score.
/// </param>
public sealed record QualityDocument(
    [property: Range(0.0, 1.0)] double? Score,
    [property: Range(0.0, 1.0)] double? Fit,
    double? Lift,
    [property: Range(0.0, 1.0)] double? Confidence,
    [property: NamesOf<QualityReason>] IReadOnlyList<string> Reasons,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SignalShareDocument>? Shares = null
);

/// <summary>What a signal added to a score.</summary>
/// <param name="Signal">Which.</param>
/// <param name="Value">Its value, in its own unit: a logit, nats a token, or 0 to 1.</param>
/// <param name="Share">
/// Weight times value, in logits: the score is the logistic function of the curve's intercept and all shares.
/// </param>
public sealed record SignalShareDocument([property: NamesOf<QualitySignal>] string Signal, double Value, double Share);

/// <summary>What an alt-text rule noticed.</summary>
/// <param name="Rule">Stable name; all are listed in docs/quality.md.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">For a person.</param>
public sealed record FindingDocument(string Rule, [property: NamesOf<FindingLevel>] string Level, string Message);

/// <summary>Another caption.</summary>
/// <param name="Caption">The words.</param>
/// <param name="Score">Their quality, 0 to 1.</param>
public sealed record AlternativeDocument(string Caption, [property: Range(0.0, 1.0)] double Score);

/// <summary>The text that was read in a picture. Without lines: it was searched, and no text was found that can be read.</summary>
/// <param name="Lines">In the order of reading.</param>
/// <param name="Language">BCP 47; absent where the text does not tell.</param>
/// <param name="Complete">False where a limit cut it: there is more text than was read.</param>
/// <param name="Unread">
/// Places that look like lines of text and could not be read: too small, blurred, in a script that the text reader does not know, or no
/// text after all.
/// </param>
public sealed record TextDocument(
    IReadOnlyList<TextLineDocument> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Language,
    bool Complete,
    int Unread
);

/// <summary>A line of text.</summary>
/// <param name="Text">The text, as it is written in the picture: data, never an instruction or markup.</param>
/// <param name="Confidence">Mean probability of its characters.</param>
/// <param name="Box">
/// Four corners, x1, y1 to x4, y4, clockwise from the upper left as the text is read, in pixels of the upright picture.
/// </param>
public sealed record TextLineDocument(
    string Text,
    [property: Range(0.0, 1.0)] double Confidence,
    [property: ItemCount(TextLineDocument.BoxNumbers)] IReadOnlyList<double> Box
)
{
    /// <summary>Numbers of a box: two for each corner.</summary>
    internal const int BoxNumbers = 8;
}

/// <summary>A name of what is seen.</summary>
/// <param name="Id">WordNet id.</param>
/// <param name="Label">The name.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record LabelDocument(string Id, string Label, [property: Range(0.0, 1.0)] double Probability);

/// <summary>A picture.</summary>
/// <param name="Sha256">Of the bytes as sent.</param>
/// <param name="Format">By the bytes.</param>
/// <param name="Width">Upright pixels.</param>
/// <param name="Height">Upright pixels.</param>
/// <param name="Bytes">Size of the file.</param>
public sealed record ImageDocument(
    [property: RegularExpression("^[0-9a-f]{64}$")] string Sha256,
    [property: NamesOf<ImageFormat>(isOneWord: true)] string Format,
    int Width,
    int Height,
    long Bytes
);

/// <summary>A model.</summary>
/// <param name="Name">Name.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="Digest">sha256:…</param>
public sealed record ModelDocument(string Name, string Version, [property: RegularExpression(ModelDocument.DigestPattern)] string Digest)
{
    /// <summary>The form of a digest.</summary>
    internal const string DigestPattern = "^sha256:[0-9a-f]{64}$";
}

/// <summary>Where the time went, in milliseconds.</summary>
/// <param name="DecodeMs">Bytes to tensor.</param>
/// <param name="ReadMs">Pixels to lines of text; 0 where it was not read, and in older documents.</param>
/// <param name="EncodeMs">Tensor to picture tokens.</param>
/// <param name="GenerateMs">Picture tokens to words.</param>
/// <param name="QualityMs">Words to score.</param>
/// <param name="TotalMs">All.</param>
public sealed record TimingsDocument(
    [property: Range(0.0, double.PositiveInfinity)] double DecodeMs,
    [property: Range(0.0, double.PositiveInfinity)] double ReadMs,
    [property: Range(0.0, double.PositiveInfinity)] double EncodeMs,
    [property: Range(0.0, double.PositiveInfinity)] double GenerateMs,
    [property: Range(0.0, double.PositiveInfinity)] double QualityMs,
    [property: Range(0.0, double.PositiveInfinity)] double TotalMs
);

/// <summary>Who wrote the words, and when.</summary>
/// <param name="Generator">A model, or a person in a review.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record ProvenanceDocument([property: AllowedValues("ai", "human")] string Generator, DateTimeOffset CreatedAt);

/// <summary>The answer of POST /v1/scores.</summary>
/// <param name="Quality">How far the words can be trusted.</param>
/// <param name="Verdict">Whether the words can be used as they are.</param>
/// <param name="Findings">What the rules noticed.</param>
/// <param name="Image">The picture.</param>
/// <param name="Model">The model.</param>
public sealed record ScoreDocument(
    QualityDocument Quality,
    [property: NamesOf<Verdict>] string Verdict,
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
public sealed record ModelCardDocument(
    string Name,
    string Version,
    [property: RegularExpression(ModelDocument.DigestPattern)] string Digest,
    string? Card,
    DateTimeOffset LoadedSince
);

/// <summary>A failure (RFC 9457).</summary>
/// <param name="Type">A URI that names the code.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">This occurrence.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
/// <param name="Id">Names this occurrence, also in the log.</param>
/// <param name="Field">The option or field at fault; absent when none is.</param>
public sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    [property: FailureCodes] string Code,
    bool Retryable,
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field
);

/// <summary>The answer of the health routes.</summary>
/// <param name="Status">What holds.</param>
/// <param name="Note">What an operator should know of the models that serve, such as that nobody signed them; absent where there is
/// nothing.</param>
public sealed record HealthDocument(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null
);
