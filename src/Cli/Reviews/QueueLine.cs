using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Archives.Export;
using Serverless.Results.Documents;
using Serverless.Results.Reviews;

namespace Serverless.Cli.Reviews;

/// <summary>An entry of the queue as a row or a line, with room for a decision.</summary>
/// <param name="Id">The caption's id.</param>
/// <param name="Decision">accept, reject or edit; null to be filled in.</param>
/// <param name="CorrectedCaption">With edit: the person's words.</param>
/// <param name="AltText">The alt text.</param>
/// <param name="Caption">The words.</param>
/// <param name="Verdict">What the models made of it.</param>
/// <param name="Score">Its quality.</param>
/// <param name="Reasons">Why not simply good, blanks between.</param>
/// <param name="Kind">What kind of picture it is.</param>
/// <param name="State">How far people agree.</param>
/// <param name="Views">How often the picture was asked for.</param>
/// <param name="Model">Name and version of the model.</param>
/// <param name="Source">The picture's address; null for a picture that was posted.</param>
/// <param name="Sha256">Digest of the picture.</param>
internal sealed record QueueLine(
    string? Id,
    string? Decision,
    string? CorrectedCaption,
    string? AltText = null,
    string? Caption = null,
    string? Verdict = null,
    double? Score = null,
    string? Reasons = null,
    string? Kind = null,
    string? State = null,
    int? Views = null,
    string? Model = null,
    string? Source = null,
    string? Sha256 = null
)
{
    /// <summary>Columns of a table, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "id",
        "decision",
        "correctedCaption",
        "altText",
        "caption",
        "verdict",
        "score",
        "reasons",
        "kind",
        "state",
        "views",
        "model",
        "source",
        "sha256",
    ];

    public static string Header => string.Join(',', Columns);

    public static QueueLine Of(QueueItem item)
    {
        var shown = ReviewItemDocument.Of(item);
        return new QueueLine(
            shown.Id,
            null,
            null,
            shown.AltText,
            shown.Caption,
            shown.Verdict,
            shown.Score,
            string.Join(' ', shown.Reasons),
            shown.Kind,
            shown.State,
            shown.Views,
            shown.Model,
            shown.Source,
            item.Kept.Sha256
        );
    }

    public string ToRow()
    {
        string?[] cells =
        [
            Id,
            Decision,
            CorrectedCaption,
            AltText,
            Caption,
            Verdict,
            Score?.ToString(CultureInfo.InvariantCulture),
            Reasons,
            Kind,
            State,
            Views?.ToString(CultureInfo.InvariantCulture),
            Model,
            Source,
            Sha256,
        ];
        return string.Join(',', cells.Select(CsvCell.Write));
    }

    public string ToJson() => JsonSerializer.Serialize(this, QueueLineJson.Lines.QueueLine);
}

/// <summary>Generated reading and writing; what is no field of a line is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(QueueLine))]
internal sealed partial class QueueLineJson : JsonSerializerContext
{
    public static QueueLineJson Lines { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
                AllowDuplicateProperties = false,
            }
        );
}
