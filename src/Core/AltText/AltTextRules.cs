using System.Globalization;
using System.Text.RegularExpressions;

namespace Serverless.Core.AltText;

/// <summary>A caption to an alt text, by the advice of W3C WAI's Images Tutorial: no "image of", short, the most important first, nothing cut inside a word.</summary>
public static partial class AltTextRules
{
    /// <summary>Alt texts up to this length are read in one breath by the usual screen readers.</summary>
    public const int DefaultMaxCharacters = 150;

    /// <summary>Applies the rules.</summary>
    /// <param name="caption">The caption; null when refused.</param>
    /// <param name="context">Where the picture stands.</param>
    /// <param name="maxCharacters">Longest alt text, at least 16.</param>
    public static WrittenAltText Apply(string? caption, CaptionContext context, int maxCharacters = DefaultMaxCharacters)
    {
        if (context.Role == ImageRole.Decorative) return new WrittenAltText("", null, [new Finding("decorative", FindingLevel.Info, "A decorative image gets an empty alt text, so that screen readers pass over it.")]);
        var findings = new List<Finding>();
        if (context.Role == ImageRole.Functional) findings.Add(new Finding("functional", FindingLevel.Warning, "A functional image is named by what it does or where it leads; the caption only tells what it shows."));
        if (context.Role == ImageRole.Complex) findings.Add(new Finding("complex", FindingLevel.Warning, "A complex image needs its content as text nearby; the caption only names it."));
        if (context.ExistingAlt is { } existing) findings.AddRange(ExistingAltRules.Check(existing, context.FileName));
        var sentence = caption is null ? null : Sentence(caption);
        if (sentence is not null && context.NearbyText?.Contains(sentence, StringComparison.OrdinalIgnoreCase) == true)
        {
            findings.Add(new Finding("repeats_nearby_text", FindingLevel.Warning, "The text beside the picture already says this; the alt text may be left empty."));
        }

        if (context.ExistingAlt is not null) return new WrittenAltText(context.ExistingAlt, null, findings);
        if (sentence is null || sentence.Length <= maxCharacters) return new WrittenAltText(sentence, null, findings);
        findings.Add(new Finding("length", FindingLevel.Warning, string.Create(CultureInfo.InvariantCulture, $"The caption is longer than {maxCharacters} characters; all of it stands in longDescription.")));
        return new WrittenAltText(CutAtWord(sentence, maxCharacters), sentence, findings);
    }

    private static string Sentence(string caption)
    {
        var plain = Announcement().Replace(caption.Trim(), "").TrimEnd('.', ' ');
        return plain.Length == 0 ? caption : char.ToUpperInvariant(plain[0]) + plain[1..];
    }

    private static string CutAtWord(string sentence, int maxCharacters)
    {
        var space = sentence.LastIndexOf(' ', maxCharacters);
        return space > 0 ? sentence[..space].TrimEnd(',', ' ') : "";
    }

    /// <summary>Screen readers say "image" themselves.</summary>
    [GeneratedRegex(@"^(an? |the )?(image|picture|photo|photograph) of (?=\S)", RegexOptions.IgnoreCase)]
    private static partial Regex Announcement();
}

/// <summary>What the rules make of a caption.</summary>
/// <param name="AltText">The alt text; null when refused, empty when decorative, the existing one when there is one.</param>
/// <param name="LongDescription">The whole caption where the alt text is shorter.</param>
/// <param name="Findings">What the rules noticed.</param>
public sealed record WrittenAltText(string? AltText, string? LongDescription, IReadOnlyList<Finding> Findings);
