using System.ComponentModel.DataAnnotations;
using Serverless.Core.AltText;
using Serverless.Core.Quality;
using Serverless.Results.Reviews;

namespace Serverless.Results.Documents;

/// <summary>A page of the queue of captions to review.</summary>
/// <param name="Items">The most useful first.</param>
/// <param name="Next">What the next page is asked for with, as <c>after</c>; null after the last.</param>
/// <param name="Total">How many wait for this caller, on this page and all others.</param>
/// <param name="Complete">False where the queue is longer than is looked through.</param>
/// <param name="Damaged">Ids of entries of this page that cannot be read.</param>
public sealed record ReviewQueueDocument(
    IReadOnlyList<ReviewItemDocument> Items,
    string? Next,
    int Total,
    bool Complete,
    IReadOnlyList<string> Damaged
)
{
    /// <summary>The document of a page.</summary>
    /// <param name="page">The page.</param>
    public static ReviewQueueDocument Of(QueuePage page) =>
        new([.. page.Items.Select(ReviewItemDocument.Of)], page.Next?.ToString(), page.Total, page.IsComplete, page.Damaged);
}

/// <summary>A caption that waits for a person.</summary>
/// <param name="Id">Names it in a review.</param>
/// <param name="Caption">The words; null for a refused one.</param>
/// <param name="AltText">The alt text; null for a refused one.</param>
/// <param name="Verdict">What the models made of it.</param>
/// <param name="Kind">What kind of picture it is.</param>
/// <param name="Role">What the picture is for.</param>
/// <param name="Score">Quality of the words; null where no model judged them.</param>
/// <param name="Reasons">Why not simply good.</param>
/// <param name="Model">Name and version of the model.</param>
/// <param name="State">How far people agree.</param>
/// <param name="Decisions">How many decisions there are.</param>
/// <param name="Views">How often the picture was asked for.</param>
/// <param name="Benefit">Doubt times views, by which the queue is ordered.</param>
/// <param name="Source">Address of the picture; null for one that was posted.</param>
/// <param name="CreatedAt">When the caption was made, UTC.</param>
public sealed record ReviewItemDocument(
    string Id,
    string? Caption,
    string? AltText,
    [property: NamesOf<Verdict>] string? Verdict,
    [property: NamesOf<PictureKind>] string? Kind,
    [property: NamesOf<ImageRole>] string? Role,
    [property: Range(0.0, 1.0)] double? Score,
    [property: NamesOf<QualityReason>] IReadOnlyList<string> Reasons,
    string Model,
    [property: NamesOf<AgreementState>] string State,
    int Decisions,
    int Views,
    double Benefit,
    string? Source,
    DateTimeOffset CreatedAt
)
{
    /// <summary>The document of an entry.</summary>
    /// <param name="item">The entry.</param>
    public static ReviewItemDocument Of(QueueItem item) =>
        new(
            item.Kept.Id,
            item.Kept.Caption,
            item.Kept.AltText,
            item.Kept.Verdict,
            item.Kept.Kind,
            item.Kept.Role,
            ScoreDigits.Of(item.Kept.Score),
            item.Kept.Reasons ?? [],
            item.Kept.Model,
            DocumentWriter.NameOf(item.Entry.Agreement.State),
            item.Entry.Decisions,
            item.Entry.Views,
            item.Entry.Benefit,
            item.Kept.Picture?.ToString(),
            item.Kept.CreatedAt.ToUniversalTime()
        );
}

/// <summary>Scores as documents show them.</summary>
internal static class ScoreDigits
{
    private const int Digits = 4;

    public static double? Of(double? score) => score is { } known ? Math.Round(known, Digits) : null;
}
