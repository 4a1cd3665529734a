using System.Text.Json;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Core.Reading;

namespace Serverless.Results.Documents;

/// <summary>Core's results to documents.</summary>
public static class DocumentWriter
{
    private const int ScoreDigits = 4,
        MillisecondDigits = 1,
        ConfidenceDigits = 3,
        PixelDigits = 1;

    /// <summary>A caption.</summary>
    /// <param name="caption">The caption.</param>
    /// <param name="source">Where the picture came from; null leaves the field out.</param>
    public static CaptionDocument Of(Caption caption, string? source = null) =>
        new()
        {
            Id = caption.Id,
            Source = source,
            Caption = caption.Text,
            CaptionFrom = caption.Text is null ? null : NameOf(caption.Source),
            AltText = caption.AltText,
            LongDescription = caption.LongDescription,
            Language = caption.Language,
            Verdict = NameOf(caption.Verdict),
            Kind = NameOf(caption.Kind),
            Role = NameOf(caption.Role),
            Quality = Of(caption.Quality, caption.Quality?.Reasons ?? caption.Reasons),
            Findings = Of(caption.Findings),
            Alternatives = caption.Alternatives?.Select(other => new AlternativeDocument(other.Text, Score(other.Score))).ToList(),
            Existing = caption.Existing is { } existing
                ? new ExistingDocument(
                    existing.Text,
                    NameOf(existing.Verdict),
                    Of(existing.Quality, existing.Reasons),
                    Of(existing.Findings)
                )
                : null,
            Text = Of(caption.ReadText),
            Labels = caption
                .Labels?.Select(label => new LabelDocument(label.Label.Id, label.Label.Name, Score(label.Probability)))
                .ToList(),
            Image = Of(caption.Image),
            Model = Of(caption.Model),
            Timings = Of(caption.Timings),
            Provenance = new ProvenanceDocument("ai", caption.CreatedAt.ToUniversalTime()),
        };

    /// <summary>A score.</summary>
    /// <param name="judgement">The score.</param>
    public static ScoreDocument Of(CaptionScore judgement) =>
        new(
            Of(judgement.Quality, judgement.TextScore.Reasons),
            NameOf(judgement.Verdict),
            Of(judgement.Findings),
            Of(judgement.Image),
            Of(judgement.Model)
        );

    /// <summary>Findings.</summary>
    /// <param name="findings">The findings.</param>
    public static IReadOnlyList<FindingDocument> Of(IReadOnlyList<Finding> findings) =>
        [.. findings.Select(finding => new FindingDocument(finding.Rule, NameOf(finding.Level), finding.Message))];

    /// <summary>A failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="id">Names this occurrence.</param>
    public static ProblemDocument Of(CaptionFailure failure, string id)
    {
        var meaning = FailureTable.Of(failure.Reason);
        return new ProblemDocument(
            "urn:caption:problem:" + meaning.Code,
            meaning.Title,
            meaning.Status,
            failure.Detail,
            meaning.Code,
            meaning.IsRetryable,
            id,
            failure.Field
        );
    }

    /// <summary>The wire's name of a value: snake_case.</summary>
    /// <param name="value">The value.</param>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static QualityDocument Of(CaptionQuality? quality, IReadOnlyList<QualityReason> reasons) =>
        new(
            Score(quality?.Score),
            Score(quality?.Fit),
            Score(quality?.Lift),
            Score(quality?.Confidence),
            [.. reasons.Select(NameOf)],
            quality?.Shares?.Select(Of).ToList()
        );

    private static SignalShareDocument Of(SignalShare share) => new(NameOf(share.Signal), Score(share.Value), Score(share.Share));

    private static TextDocument? Of(PictureText? text) =>
        text is null ? null : new TextDocument([.. text.Lines.Select(Of)], text.Language, text.IsComplete, text.Unread);

    private static TextLineDocument Of(TextLine line) =>
        new(
            line.Text,
            Rounded(line.Confidence, ConfidenceDigits),
            [.. line.Box.Corners.SelectMany(corner => (double[])[Pixels(corner.X), Pixels(corner.Y)])]
        );

    private static ImageDocument Of(ImageIdentity image) =>
        new(image.Sha256, image.Format.ToString().ToLowerInvariant(), image.Width, image.Height, image.Bytes);

    private static ModelDocument Of(ModelIdentity model) => new(model.Name, model.Version, model.Digest);

    private static TimingsDocument Of(StageTimings times) =>
        new(
            Milliseconds(times.Decode),
            Milliseconds(times.Read),
            Milliseconds(times.Encode),
            Milliseconds(times.Generate),
            Milliseconds(times.Quality),
            Milliseconds(times.Total)
        );

    private static double? Score(double? value) => value is { } known ? Score(known) : null;

    private static double Score(double value) => Rounded(value, ScoreDigits);

    private static double Pixels(double value) => Rounded(value, PixelDigits);

    private static double Milliseconds(double value) => Rounded(value, MillisecondDigits);

    /// <summary>Never a negative zero, which JSON would write as -0.</summary>
    private static double Rounded(double value, int digits) => Math.Round(value, digits) + 0.0;
}
