using System.Globalization;

namespace Serverless.Core.AltText;

/// <summary>
/// Problems of a given text that can be found without the picture: names of files, fillers, "image of", another language, repetition,
/// length.
/// </summary>
public static class GivenTextRules
{
    /// <summary>Rules whose finding means that the text is no description at all: such a text is never good.</summary>
    public static bool IsNoDescription(Finding finding) => finding.Rule is EmptyRule or FileNameRule or FillerRule;

    /// <summary>Whether the text is in a language that the models do not score.</summary>
    public static bool IsForeign(Finding finding) => finding.Rule == LanguageRule;

    internal const string EmptyRule = "empty",
        FileNameRule = "file_name",
        FillerRule = "filler",
        LanguageRule = "language",
        CertaintyRule = "unsupported_certainty";

    private const int MinNearbyWords = 2;

    /// <summary>Checks a text.</summary>
    /// <param name="text">The text, composed (NFC).</param>
    /// <param name="context">The page around the picture; only the file name and the nearby text are used.</param>
    /// <param name="languages">Languages that the loaded models score (BCP 47); with "und" no text counts as foreign.</param>
    /// <param name="wording">Whether words about people that a picture cannot show are noticed.</param>
    /// <returns>What is noticed, the gravest first.</returns>
    public static IReadOnlyList<Finding> Check(
        string text,
        CaptionContext context,
        IReadOnlyList<string> languages,
        Wording wording = Wording.Neutral
    )
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return [FindingTexts.Warning(EmptyRule)];
        if (FileNameText.Is(trimmed, context.FileName))
            return [FindingTexts.Warning(FileNameRule)];
        if (FillerText.Is(trimmed))
            return [FindingTexts.Warning(FillerRule)];
        var findings = new List<Finding>();
        if (Languages.LanguageDetector.DetectForeign(trimmed, languages) is { } language)
            findings.Add(FindingTexts.Warning(LanguageRule, null, ("language", language), ("languages", string.Join(", ", languages))));
        if (AnnouncementText.LengthIn(trimmed) > 0)
            findings.Add(FindingTexts.Warning("announcement"));
        if (RepeatedWords.AreIn(trimmed))
            findings.Add(FindingTexts.Warning("repeated_words"));
        if (PunctuationText.In(trimmed) is { } marks)
            findings.Add(FindingTexts.Warning("punctuation", null, ("marks", marks)));
        if (IsNearby(trimmed, context.NearbyText))
            findings.Add(AltTextRules.RepeatsNearbyText);
        if (trimmed.Length > AltTextRules.DefaultMaxCharacters)
            findings.Add(
                FindingTexts.Warning(
                    "length",
                    null,
                    ("maxCharacters", AltTextRules.DefaultMaxCharacters.ToString(CultureInfo.InvariantCulture))
                )
            );
        findings.AddRange(CertaintyFindings(trimmed));
        if (wording == Wording.Neutral && NeutralWording.Of(trimmed, languages[0]) is { Terms.Count: > 0 } people)
            findings.Add(FindingTexts.Note("person_terms", null, ("terms", string.Join(", ", people.Terms))));
        return findings;
    }

    /// <summary>A text that the models doubt and that does not say so itself.</summary>
    /// <param name="text">The text.</param>
    internal static Finding? UnhedgedIn(string text) =>
        CertaintyText.IsHedged(text) ? null : FindingTexts.Warning(CertaintyRule, "unsupported_doubt");

    /// <summary>What a text states and no picture shows.</summary>
    /// <param name="text">The text.</param>
    internal static IEnumerable<Finding> CertaintyFindings(string text)
    {
        if (CertaintyText.StatementsIn(text) is { Count: > 0 } statements)
            yield return FindingTexts.Note(CertaintyRule, null, ("terms", string.Join(", ", statements)));
        if (CertaintyText.NameIn(text) is { } name)
            yield return FindingTexts.Note(CertaintyRule, "unsupported_name", ("terms", name));
    }

    /// <summary>
    /// Whether a text stands in another one, word by word; a single word often does by chance, unless it is all there is.
    /// </summary>
    internal static bool IsNearby(string text, string? nearby)
    {
        if (nearby is null)
            return false;
        var (words, nearbyWords) = (PlainWords.Of(text), PlainWords.Of(nearby));
        if (words.Count == 0 || (words.Count < MinNearbyWords && nearbyWords.Count > words.Count))
            return false;
        return $" {string.Join(' ', nearbyWords)} ".Contains($" {string.Join(' ', words)} ", StringComparison.Ordinal);
    }
}
