using System.Globalization;

namespace Serverless.Core.AltText;

/// <summary>
/// A caption to an alt text, by the advice of W3C WAI's Images Tutorial: no "image of", short, the most important first, nothing cut
/// inside a word.
/// </summary>
public static class AltTextRules
{
    /// <summary>Alt texts up to this length are read in one breath by the usual screen readers.</summary>
    public const int DefaultMaxCharacters = 150;

    private const string DecisionRule = "decision";

    internal static Finding RepeatsNearbyText => FindingTexts.Warning("repeats_nearby_text");

    /// <summary>Applies the rules.</summary>
    /// <param name="caption">The caption; null when refused.</param>
    /// <param name="context">Where the picture stands. Its existing alt text is another text, and none of the matter here.</param>
    /// <param name="maxCharacters">Longest alt text, at least 16.</param>
    /// <param name="language">Language of the texts that the rules write (BCP 47).</param>
    /// <param name="wording">What is said of people; a person's own words stay as they are written.</param>
    public static WrittenAltText Apply(
        string? caption,
        CaptionContext context,
        int maxCharacters = DefaultMaxCharacters,
        string language = CaptionWords.DefaultLanguage,
        Wording wording = Wording.AsWritten
    )
    {
        if (context.Role == ImageRole.Decorative)
        {
            var empty = FindingTexts.Note("decorative");
            return new WrittenAltText("", null, [empty, .. RoleFindings(context)]);
        }

        var findings = DecisionFindings(context);
        if (caption is not null && wording == Wording.Neutral && NeutralWording.Of(caption, language) is { About.Count: > 0 } neutral)
        {
            caption = neutral.Text;
            findings.Add(NeutralFinding(neutral));
        }

        var link = context.Role == ImageRole.Functional ? ReadLink(context.LinkTarget) : null;
        var sentence =
            link is not null ? LinkText.Of(link, language, maxCharacters)
            : caption is null ? null
            : ToSentence(caption);
        if (sentence is not null && GivenTextRules.IsNearby(sentence, context.NearbyText))
            findings.Add(RepeatsNearbyText);
        var isWhole = sentence is null || link is not null || sentence.Length <= maxCharacters;
        if (isWhole)
            return new WrittenAltText(sentence, null, findings) { IsLink = link is not null };
        findings.Add(
            FindingTexts.Warning("length", "long_caption", ("maxCharacters", maxCharacters.ToString(CultureInfo.InvariantCulture)))
        );
        return new WrittenAltText(CutAtWord(sentence!, maxCharacters), sentence, findings);
    }

    /// <summary>
    /// Applies the rules to text that was read: the picture's own words are repeated as they stand, so only a link takes their place.
    /// </summary>
    /// <param name="altText">How it is said, within the limit.</param>
    /// <param name="longDescription">All that was read, where that is more; else null.</param>
    /// <param name="context">As for <see cref="Apply"/>; not decorative.</param>
    /// <param name="maxCharacters">Longest alt text, at least 16.</param>
    /// <param name="language">As for <see cref="Apply"/>.</param>
    /// <param name="isPage">Whether the picture is a page of text.</param>
    public static WrittenAltText ApplyToRead(
        string altText,
        string? longDescription,
        CaptionContext context,
        int maxCharacters,
        string language,
        bool isPage
    )
    {
        var findings = DecisionFindings(context, isPage);
        if (context.Role == ImageRole.Functional && ReadLink(context.LinkTarget) is { } link)
            return new WrittenAltText(LinkText.Of(link, language, maxCharacters), longDescription, findings) { IsLink = true };
        if (GivenTextRules.IsNearby(altText, context.NearbyText))
            findings.Add(RepeatsNearbyText);
        return new WrittenAltText(altText, longDescription, findings);
    }

    /// <summary>Why a context cannot be served; null where it can.</summary>
    /// <param name="context">The context.</param>
    public static string? Validate(CaptionContext context) =>
        string.IsNullOrWhiteSpace(context.LinkTarget) || LinkTarget.Read(context.LinkTarget).TryGet(out _, out var error)
            ? null
            : $"context.linkTarget cannot be said in words: {error}.";

    /// <summary>What was left out of a caption.</summary>
    internal static Finding NeutralFinding(NeutralText neutral) =>
        FindingTexts.Note("neutral_wording", null, ("about", string.Join(", ", neutral.About)));

    /// <summary>The branch of the W3C's decision tree that a picture takes: what its role says, else that it is described.</summary>
    private static List<Finding> DecisionFindings(CaptionContext context, bool isPage = false)
    {
        var found = RoleFindings(context).ToList();
        if (context.Role is ImageRole.Informative or ImageRole.Unknown)
        {
            var branch =
                isPage ? "decision_text"
                : context.Role == ImageRole.Informative ? "decision_informative"
                : "decision_unknown";
            found.Insert(0, FindingTexts.Note(DecisionRule, branch));
        }

        return found;
    }

    private static IEnumerable<Finding> RoleFindings(CaptionContext context)
    {
        var leads = ReadLink(context.LinkTarget) is not null;
        if (context.Role == ImageRole.Functional && leads)
            yield return FindingTexts.Note("functional");
        else if (context.Role == ImageRole.Functional)
            yield return FindingTexts.Warning("functional", "functional_without_target");
        else if (leads)
            yield return FindingTexts.Warning("link_target");
        if (context.Role == ImageRole.Complex)
            yield return FindingTexts.Warning("complex");
    }

    private static LinkTarget? ReadLink(string? link) => string.IsNullOrWhiteSpace(link) ? null : LinkTarget.Read(link).Value;

    private static string ToSentence(string caption)
    {
        var trimmed = caption.Trim();
        var plain = trimmed[AnnouncementText.LengthIn(trimmed)..].TrimEnd('.', ' ');
        return plain.Length == 0 ? caption : char.ToUpperInvariant(plain[0]) + plain[1..];
    }

    /// <summary>A first word that is too long by itself stays whole: an empty alt text would call the picture decorative.</summary>
    private static string CutAtWord(string sentence, int maxCharacters)
    {
        var space = sentence.LastIndexOf(' ', maxCharacters);
        if (space < 0)
            space = sentence.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? sentence[..space].TrimEnd(',', ' ') : sentence;
    }
}

/// <summary>What the rules make of a caption.</summary>
/// <param name="AltText">The alt text; null when refused, empty when decorative.</param>
/// <param name="LongDescription">The whole caption where the alt text is shorter.</param>
/// <param name="Findings">Findings of the rules.</param>
public sealed record WrittenAltText(string? AltText, string? LongDescription, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether the alt text describes a link's target instead of the picture.</summary>
    public bool IsLink { get; init; }
}
