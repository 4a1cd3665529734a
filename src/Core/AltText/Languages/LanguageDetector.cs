namespace Serverless.Core.AltText.Languages;

/// <summary>
/// Detects text in a language that the loaded models do not score. The script decides first; within one, function words and frequent
/// trigrams are held against those of the scored languages. It would rather miss than raise a false alarm: names, single words and
/// borrowed dishes say nothing (docs/quality.md, "Another language", with the measured rates).
/// </summary>
internal static class LanguageDetector
{
    private const int MinWords = 3,
        MinEvidenceWords = 2;
    private const float FunctionWordBits = 4,
        MaxTrigramBits = 4,
        ForeignLetterBits = 3,
        MinBits = 6;

    /// <summary>The language of a text, when it is none of the scored ones.</summary>
    /// <param name="text">The text, composed (NFC).</param>
    /// <param name="languages">Scored languages (BCP 47); with "und" no text counts as foreign.</param>
    /// <returns>The likeliest language; null where the text may well be in a scored one.</returns>
    public static string? DetectForeign(string text, IReadOnlyList<string> languages)
    {
        var scored = languages.Select(tag => tag.Split('-')[0]).ToList();
        if (scored.Contains("und") || ScriptOf(text) is not { } script)
            return null;
        var bases = script
            .Languages.Where(language => scored.Contains(language, StringComparer.OrdinalIgnoreCase))
            .Select(LanguageProfiles.All.Find)
            .OfType<LanguageProfile>()
            .ToList();
        if (bases.Count == 0)
            return script.Languages.Any(scored.Contains) ? null : MostLikelyOf(script, text);
        var words = TextWord.Of(text);
        if (words.Count < MinWords)
            return null;
        var best = script
            .Languages.Except(scored)
            .Select(language => (Language: language, Bits: Margin(language, words, bases)))
            .MaxBy(one => one.Bits);
        return best.Bits >= MinBits ? best.Language : null;
    }

    /// <summary>The script of most letters. Japanese mixes two: any kana at all makes it Japanese.</summary>
    private static Script? ScriptOf(string text)
    {
        var counts = LanguageProfiles.All.Scripts.ToDictionary(script => script, _ => 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (LanguageProfiles.All.Scripts.FirstOrDefault(script => script.Has(rune.Value)) is { } script)
                counts[script]++;
        }

        var kana = counts.Keys.First(script => script.Name == "Kana");
        var ideographs = counts.Keys.First(script => script.Name == "Hani");
        if (counts[kana] > 0)
            (counts[kana], counts[ideographs]) = (counts[kana] + counts[ideographs], 0);
        var (most, count) = counts.MaxBy(pair => pair.Value);
        return count > 0 ? most : null;
    }

    private static string MostLikelyOf(Script script, string text)
    {
        var words = TextWord.Of(text);
        return script.Languages.MinBy(language =>
            LanguageProfiles.All.Find(language) is { } profile ? words.Sum(word => Cost(profile, word.Lower)) : 0
        )!;
    }

    private static float Cost(LanguageProfile profile, string word) =>
        (profile.Bits(word) ?? LanguageProfile.RareBits)
        - (profile.Words.Contains(word) ? FunctionWordBits : 0)
        + (profile.Spells(word) ? 0 : ForeignLetterBits);

    /// <summary>By how many bits a language explains the words better than the scored ones do; 0 where too few words support it.</summary>
    private static float Margin(string language, IReadOnlyList<TextWord> words, List<LanguageProfile> bases)
    {
        if (LanguageProfiles.All.Find(language) is not { } profile)
            return 0;
        var (sum, speaking) = (0f, new HashSet<string>(StringComparer.Ordinal));
        foreach (var word in words)
        {
            if (word.IsName || (word.IsInsideName && !profile.CapitalisesNouns))
                continue;
            var lead = bases.Min(scored => Margin(profile, scored, word.Lower));
            sum += lead;
            if (lead > 0)
                speaking.Add(word.Lower);
        }

        return speaking.Count >= MinEvidenceWords ? sum : 0;
    }

    private static float Margin(LanguageProfile profile, LanguageProfile scored, string word)
    {
        var (inProfile, inScored) = (profile.Words.Contains(word), scored.Words.Contains(word));
        if (inProfile && inScored)
            return 0;
        var lead =
            inProfile ? FunctionWordBits
            : inScored ? -FunctionWordBits
            : 0;
        if (profile.Bits(word) is not { } bits || scored.Bits(word) is not { } knownBits)
            return lead;
        lead += Math.Clamp(knownBits - bits, -MaxTrigramBits, MaxTrigramBits);
        if (scored.Spells(word))
            return lead;
        return profile.Spells(word) ? lead + ForeignLetterBits : lead - ForeignLetterBits;
    }
}
