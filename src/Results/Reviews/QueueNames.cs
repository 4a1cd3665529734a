using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Results.Reviews;

/// <summary>
/// Names of the queue's empty objects. All that orders the queue stands in them, so that one listing tells it and nothing is read:
/// <c>queue/GROUP.v.CAPTIONID.DOUBT</c> for each time that a picture was asked for, <c>queue/GROUP.r.REVIEWID.CAPTIONID.REVIEWER.D</c> for
/// each decision. GROUP is of the same picture with the same text. Every name is written once and never changed.
/// </summary>
internal static class QueueNames
{
    public const string Folder = "queue/";

    /// <summary>Length of the part of a group that is the picture's alone, in hexadecimal digits.</summary>
    public const int PictureDigits = 16;

    /// <summary>Doubt is counted in thousandths.</summary>
    public const int MaxDoubt = 1_000;

    /// <summary>Least doubt of a refused caption: however sure the refusal is, a person's text is worth more than none.</summary>
    private const int MinDoubtOfRefused = 500;

    private const int TextDigits = 8,
        ReviewerDigits = 16;

    private const string Anonymous = "anonymous";

    /// <summary>The group of a caption.</summary>
    public static string GroupOf(ReviewableCaption kept)
    {
        var picture = kept.Sha256.Length >= PictureDigits ? kept.Sha256[..PictureDigits] : Digest(kept.Sha256, PictureDigits);
        return picture + Digest($"{kept.Caption}\n{kept.AltText}", TextDigits);
    }

    /// <summary>What names of a group begin with.</summary>
    public static string PrefixOf(ReviewableCaption kept) => $"{Folder}{GroupOf(kept)}.";

    /// <summary>The name of a time that a picture was asked for; null where nothing of it wants a person: a decorative one.</summary>
    public static string? OfView(ReviewableCaption kept) =>
        kept.Role == "decorative" ? null : string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(kept)}v.{kept.Id}.{DoubtOf(kept)}");

    /// <summary>The name of a decision.</summary>
    public static string OfReview(ReviewableCaption kept, ReviewDocument review) =>
        $"{PrefixOf(kept)}r.{review.Id}.{kept.Id}.{ReviewerOf(review.Reviewer, review.IsAnonymous == true)}.{review.Decision[0]}";

    /// <summary>A reviewer as names have it: a digest, so that no listing tells who decided.</summary>
    public static string ReviewerOf(string reviewer, bool isAnonymous) => isAnonymous ? Anonymous : Digest(reviewer, ReviewerDigits);

    /// <summary>How far a caption is from sure, in thousandths: most at even odds, and where nothing is known.</summary>
    public static int DoubtOf(ReviewableCaption kept)
    {
        var doubt = kept.Score is { } score ? (int)Math.Round(MaxDoubt * (1 - Math.Abs((2 * score) - 1))) : MaxDoubt;
        return kept.Verdict == "refused" ? Math.Max(doubt, MinDoubtOfRefused) : doubt;
    }

    /// <summary>Reads a name, without what stands before <see cref="Folder"/>.</summary>
    /// <returns>Null for a name that is none of ours.</returns>
    public static QueueName? Read(string name)
    {
        var parts = name[Folder.Length..].Split('.');
        if (parts.Length < 4 || parts[0].Length != PictureDigits + TextDigits)
            return null;
        return parts switch
        {
            [var group, "v", var id, var doubt] when int.TryParse(doubt, CultureInfo.InvariantCulture, out var thousandths) =>
                new QueueName.View(group, id, Math.Clamp(thousandths, 0, MaxDoubt)),
            [var group, "r", var id, var caption, var reviewer, var letter] when DecisionOf(letter) is { } decision =>
                new QueueName.Decided(
                    group,
                    new ReviewDocument(id, caption, decision, null, reviewer, false, default) { IsAnonymous = reviewer == Anonymous }
                ),
            _ => null,
        };
    }

    private static string? DecisionOf(string letter) =>
        letter switch
        {
            "a" => "accept",
            "r" => "reject",
            "e" => "edit",
            _ => null,
        };

    private static string Digest(string text, int digits) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits];
}

/// <summary>A name of the queue.</summary>
/// <param name="Group">Of the same picture with the same text.</param>
internal abstract record QueueName(string Group)
{
    /// <summary>A picture was asked for.</summary>
    /// <param name="Group">As above.</param>
    /// <param name="Id">The caption's id.</param>
    /// <param name="Doubt">In thousandths.</param>
    public sealed record View(string Group, string Id, int Doubt) : QueueName(Group);

    /// <summary>A decision.</summary>
    /// <param name="Group">As above.</param>
    /// <param name="Review">What the name tells of it; the reviewer is a digest, and there is no time.</param>
    public sealed record Decided(string Group, ReviewDocument Review) : QueueName(Group);
}
