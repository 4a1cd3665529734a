using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Core.AltText;

/// <summary>The terms that the rules know, by language; <c>text-terms.json</c>. A new language is a new entry there.</summary>
/// <param name="ImageExtensions">Endings of picture files, without the dot.</param>
/// <param name="DocumentExtensions">Extensions of documents, which the link text names.</param>
/// <param name="PageExtensions">Extensions of pages, which the link text leaves out.</param>
/// <param name="DefaultPages">Names of files that stand for their folder.</param>
/// <param name="CameraNames">What cameras and programs put before a number.</param>
/// <param name="FileNameStarts">What systems put before a date.</param>
/// <param name="FileNameJoiners">Words between the digits of such a name.</param>
/// <param name="DoubledWords">Words that may be doubled.</param>
/// <param name="Languages">Terms of each language (BCP 47).</param>
internal sealed record TextTerms(
    HashSet<string> ImageExtensions,
    HashSet<string> DocumentExtensions,
    HashSet<string> PageExtensions,
    HashSet<string> DefaultPages,
    HashSet<string> CameraNames,
    string[] FileNameStarts,
    HashSet<string> FileNameJoiners,
    HashSet<string> DoubledWords,
    Dictionary<string, LanguageTerms> Languages
)
{
    private static readonly Lazy<TextTerms> Instance = new(Read);

    public static TextTerms All => Instance.Value;

    /// <summary>The terms of a language; English where there are none.</summary>
    public LanguageTerms Of(string language) => Languages.GetValueOrDefault(BaseOf(language)) ?? Languages[CaptionWords.DefaultLanguage];

    /// <summary>Whether there are terms of a language.</summary>
    public bool Has(string language) => Languages.ContainsKey(BaseOf(language));

    /// <summary>The first part of a tag (BCP 47), in lower case: "de" of "de-AT".</summary>
    internal static string BaseOf(string language) => language.Split('-')[0].ToLowerInvariant();

    private static TextTerms Read()
    {
        using var stream = typeof(TextTerms).Assembly.GetManifestResourceStream("text-terms.json")!;
        return JsonSerializer.Deserialize(stream, TermsJson.Default.TextTerms)!;
    }
}

/// <summary>The terms of a language, in lower case.</summary>
/// <param name="Articles">Small words before a noun.</param>
/// <param name="Media">Words for a picture as such.</param>
/// <param name="Joins">What stands between such a word and what the picture shows.</param>
/// <param name="Fillers">Words without meaning, alone or together.</param>
/// <param name="FillerPhrases">Phrases without meaning, at the beginning or the end.</param>
/// <param name="Link">Forms of the texts of links; see <see cref="LinkText"/>.</param>
/// <param name="People">Words for people; null where the language has no neutral ones yet.</param>
/// <param name="Certainty">What is stated as if it were seen; null where nothing is known of it.</param>
internal sealed record LanguageTerms(
    HashSet<string> Articles,
    HashSet<string> Media,
    string[] Joins,
    HashSet<string> Fillers,
    string[] FillerPhrases,
    Dictionary<string, string> Link,
    PeopleTerms? People = null,
    CertaintyTerms? Certainty = null
);

/// <summary>Generated reading.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(TextTerms))]
internal sealed partial class TermsJson : JsonSerializerContext;
