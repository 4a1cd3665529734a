using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Results.Documents;

namespace Serverless.Results;

/// <summary>The result about a stored picture: a caption, or why there is none.</summary>
/// <param name="Source">The picture's address.</param>
/// <param name="Version">The version of the picture.</param>
/// <param name="Order">Its place among the versions; null where the store gives none.</param>
/// <param name="Generator">ai, or human where a person accepted or wrote the text.</param>
/// <param name="Caption">The caption document; null for a failure.</param>
/// <param name="Error">Why there is none; null for a caption.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ResultDocument(
    string Source,
    string Version,
    string? Order,
    string Generator,
    CaptionDocument? Caption,
    ResultError? Error,
    DateTimeOffset CreatedAt
)
{
    /// <summary>Text of a person.</summary>
    public const string Human = "human";

    /// <summary>Text of a model.</summary>
    public const string Machine = "ai";

    /// <summary>The batch run that made it; null outside of one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Run { get; init; }

    /// <summary>The refusal threshold that was asked for; null for the model's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MinQuality { get; init; }

    /// <summary>
    /// Digest of the picture without its XMP, which stays the same when its text is written into the file; null where it was not
    /// computed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Identity { get; init; }

    /// <summary>
    /// Address of the equal, or nearly equal, picture whose text this is; null for a picture that was described itself.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SameAs { get; init; }

    /// <summary>2; in documents of version 1 the addresses are percent-encoded (<see cref="StoredSource"/>).</summary>
    public int SchemaVersion { get; init; } = StoredSource.SchemaVersion;

    /// <summary>good, review, refused, decorative, failed or none: what a result says.</summary>
    /// <param name="result">The result; null for none.</param>
    public static string VerdictOf(ResultDocument? result) =>
        result switch
        {
            null => "none",
            { Error: not null } => "failed",
            { Caption: { AltText: "" } } => "decorative",
            { Caption: { } caption } => caption.Verdict,
            _ => "none",
        };

    /// <summary>
    /// Whether everything is there that readers rely on: what stands in a store may be damaged, or no document of ours.
    /// </summary>
    [JsonIgnore]
    public bool IsWhole =>
        Source is not null
        && Version is not null
        && Generator is not null
        && (Caption is null) != (Error is null)
        && Error is null or { Code: not null, Detail: not null }
        && Caption
            is null
                or {
                    Id: not null,
                    Verdict: not null,
                    Kind: not null,
                    Quality.Reasons: not null,
                    Image.Sha256: not null,
                    Model: { Name: not null, Version: not null },
                    Provenance: not null
                }
        && Caption?.Quality.Reasons.All(reason => reason is not null) != false
        && Caption?.Text is null or { Lines: not null }
        && Caption?.Text?.Lines.All(line => line is { Text: not null, Box: not null }) != false;
}

/// <summary>A failure that trying again would not mend.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Detail">One sentence.</param>
public sealed record ResultError(string Code, string Detail)
{
    /// <summary>
    /// The limits that bear on it, as they were: names of settings with their values; null where none does, and in older results.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Limits { get; init; }

    /// <summary>
    /// Version of the program and of its picture formats (<see cref="FailureGrounds.Formats"/>); null where nothing of it bears, and in
    /// older results.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Formats { get; init; }
}

/// <summary>The sidecar of a picture: its latest result.</summary>
/// <param name="Result">Key of the result.</param>
/// <param name="Latest">The result itself, so that one read is enough.</param>
public sealed record PointerDocument(string Result, ResultDocument Latest)
{
    /// <summary>
    /// Digest of the text as we wrote it (<see cref="TextChecksum"/>): another text in its place is a person's. Null in older pointers.
    /// </summary>
    [JsonPropertyName("mark")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Checksum { get; init; }

    /// <summary>Whether the text is a person's: accepted, written, or edited in this very file.</summary>
    [JsonIgnore]
    public bool IsByPerson =>
        Latest.Generator == ResultDocument.Human || (Checksum is not null && Checksum != TextChecksum.Of(Latest.Caption));

    /// <summary>Whether everything is there that readers rely on.</summary>
    [JsonIgnore]
    public bool IsWhole => Result is not null && Latest is { IsWhole: true };

    /// <summary>
    /// The result as one about another version of the file that shows the same picture; edited text is then marked as a person's.
    /// </summary>
    /// <param name="version">The version.</param>
    public ResultDocument At(string version) =>
        Latest with
        {
            Version = version,
            Generator = IsByPerson ? ResultDocument.Human : Latest.Generator,
        };

    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;
}

/// <summary>What is left of a picture that was erased.</summary>
/// <param name="ForgottenAt">When.</param>
/// <param name="Version">The version that is not captioned once more; null in older ones, where the picture was gone already.</param>
public sealed record TombstoneDocument(DateTimeOffset ForgottenAt, string? Version)
{
    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Whether it is one: JSON leaves out what it likes.</summary>
    [JsonIgnore]
    internal bool IsWhole => ForgottenAt != default;
}

/// <summary>Generated reading and writing of what is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ResultDocument))]
[JsonSerializable(typeof(PointerDocument))]
[JsonSerializable(typeof(TombstoneDocument))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    /// <summary>Text unescaped; indented, since people open these files.</summary>
    public static ResultJson Writer { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                WriteIndented = true,
                RespectNullableAnnotations = true, // null where something must stand is damage
            }
        );
}
