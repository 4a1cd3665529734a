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
        LanguageRule = "language";

    private const int MinNearbyWords = 2;

    /// <summary>Checks a text.</summary>
    /// <param name="text">The text, composed (NFC).</param>
    /// <param name="context">The page around the picture; only the file name and the nearby text are used.</param>
    /// <param name="languages">Languages that the loaded models score (BCP 47); with "und" no text counts as foreign.</param>
    /// <returns>What is noticed, the gravest first.</returns>
    public static IReadOnlyList<Finding> Check(string text, CaptionContext context, IReadOnlyList<string> languages)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return [Warning(EmptyRule, "The text is empty, although the picture is not said to be decorative.")];
        if (FileNameText.Is(trimmed, context.FileName))
            return [Warning(FileNameRule, "The text is the name of a file or an address, and says nothing about the picture.")];
        if (FillerText.Is(trimmed))
            return
            [
                Warning(
                    FillerRule,
                    "The text is a filler: it says that there is a picture, or nothing at all, but not what the picture shows."
                ),
            ];
        var findings = new List<Finding>();
        if (Languages.LanguageDetector.DetectForeign(trimmed, languages) is { } language)
            findings.Add(
                Warning(
                    LanguageRule,
                    $"The text seems to be in another language ({language}); the loaded models judge {string.Join(", ", languages)} alone."
                )
            );
        if (AnnouncementText.LengthIn(trimmed) > 0)
            findings.Add(
                Warning("announcement", "The text begins by saying that it stands for an image; screen readers say that themselves.")
            );
        if (RepeatedWords.AreIn(trimmed))
            findings.Add(Warning("repeated_words", "The text repeats words."));
        if (IsNearby(trimmed, context.NearbyText))
            findings.Add(AltTextRules.RepeatsNearbyText);
        if (trimmed.Length > AltTextRules.DefaultMaxCharacters)
            findings.Add(
                Warning(
                    "length",
                    string.Create(CultureInfo.InvariantCulture, $"The text is longer than {AltTextRules.DefaultMaxCharacters} characters.")
                )
            );
        return findings;
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

    private static Finding Warning(string rule, string message) => new(rule, FindingLevel.Warning, message);
}
