using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Core.AltText;

/// <summary>
/// The words that captions are made of where they are not the captioner's, and those that its sentences are looked through for, by
/// language; <c>caption-words.json</c>. A new language is a whole new entry there. A language that is not there is said in English, and a
/// finding says so.
/// </summary>
/// <param name="Kinds">What a picture is called of which its kind alone is known.</param>
/// <param name="Quotation">How text that was read is quoted.</param>
/// <param name="Read">How it is said what a picture reads.</param>
/// <param name="Signs">Last words of a sentence that name something to be read, so that what it reads can follow.</param>
/// <param name="Names">How things that were recognized are said together.</param>
/// <param name="Plurals">How plurals become singulars, each tried.</param>
/// <param name="Media">Words for another medium than a photograph.</param>
internal sealed record CaptionWords(
    KindWords Kinds,
    QuotationWords Quotation,
    ReadWords Read,
    string[] Signs,
    NameWords Names,
    PluralEnding[] Plurals,
    MediaWords Media
)
{
    /// <summary>The language of what is not there in another.</summary>
    public const string DefaultLanguage = "en";

    private static readonly Lazy<Dictionary<string, CaptionWords>> Known = new(ReadOwn);

    /// <summary>The words of the default language.</summary>
    public static CaptionWords Default => Known.Value[DefaultLanguage];

    /// <summary>Whether there are words of a language.</summary>
    /// <param name="language">BCP 47; its first part decides.</param>
    public static bool Has(string language) => Known.Value.ContainsKey(TextTerms.BaseOf(language));

    /// <summary>The words of a language; English where there are none.</summary>
    /// <param name="language">BCP 47; its first part decides.</param>
    public static CaptionWords Of(string language) => Known.Value.GetValueOrDefault(TextTerms.BaseOf(language)) ?? Default;

    /// <summary>Reads words by language.</summary>
    /// <param name="json">As <c>caption-words.json</c>.</param>
    /// <exception cref="JsonException">A language lacks a word, or has one that is not known; the message names it.</exception>
    public static Dictionary<string, CaptionWords> Parse(Stream json) =>
        JsonSerializer.Deserialize(json, CaptionWordsJson.Default.DictionaryStringCaptionWords)!;

    private static Dictionary<string, CaptionWords> ReadOwn()
    {
        using var stream = typeof(CaptionWords).Assembly.GetManifestResourceStream("caption-words.json")!;
        return Parse(stream);
    }
}

/// <summary>What a picture is called by its kind, with its article.</summary>
internal sealed record KindWords(string Drawing, string Icon, string Chart, string Diagram, string Screenshot, string Text, string Blank);

/// <summary>Marks of a quotation.</summary>
/// <param name="Open">Before it.</param>
/// <param name="Close">Behind it.</param>
/// <param name="Inside">What stands for double marks inside it.</param>
/// <param name="GoesOn">What says that more follows in the picture.</param>
internal sealed record QuotationWords(string Open, string Close, string Inside, string GoesOn);

/// <summary>Sentences around text that was read: <c>{what}</c> is what has it, <c>{text}</c> the quotation.</summary>
/// <param name="Titled">Of a screenshot, a chart, a diagram.</param>
/// <param name="Reads">All that it reads.</param>
/// <param name="ReadsInPart">A page of which the beginning could not be read.</param>
/// <param name="Begins">A page, by its first line.</param>
/// <param name="HasTextThatBegins">Something with more text than is said.</param>
/// <param name="WithText">A sentence that does not end in a sign.</param>
/// <param name="TextAlone">Without <c>{what}</c>: nothing else is known.</param>
internal sealed record ReadWords(
    string Titled,
    string Reads,
    string ReadsInPart,
    string Begins,
    string HasTextThatBegins,
    string WithText,
    string TextAlone
);

/// <summary>How names are said.</summary>
/// <param name="Unsure"><c>{things}</c> that are not sure.</param>
/// <param name="Between">Between all but the last two.</param>
/// <param name="Last"><c>{things}</c> before the last, and the <c>{last}</c>.</param>
/// <param name="Place"><c>{things}</c> at a <c>{place}</c>.</param>
internal sealed record NameWords(string Unsure, string Between, string Last, string Place);

/// <summary>An ending of plurals.</summary>
/// <param name="Ending">The ending.</param>
/// <param name="Singular">What stands there in the singular.</param>
/// <param name="Except">Longer endings that are none.</param>
internal sealed record PluralEnding(string Ending, string Singular, string[] Except)
{
    /// <summary>The singular of a word; null where the word has another ending.</summary>
    public string? SingularOf(string word) =>
        word.EndsWith(Ending, StringComparison.Ordinal) && !Except.Any(longer => word.EndsWith(longer, StringComparison.Ordinal))
            ? word[..^Ending.Length] + Singular
            : null;
}

/// <summary>Words by which a sentence tells that a picture is no photograph, in lower case; <c>{word}</c> is any word.</summary>
/// <param name="Charts">Of charts.</param>
/// <param name="Pages">Of pages and text.</param>
/// <param name="Drawn">Of what is drawn, printed or on a screen.</param>
/// <param name="Shapes">Of shapes and patterns.</param>
/// <param name="Grounds">Of a plain ground.</param>
/// <param name="LastGrounds">The same, at the end of a sentence alone.</param>
internal sealed record MediaWords(
    string[] Charts,
    string[] Pages,
    string[] Drawn,
    string[] Shapes,
    string[] Grounds,
    string[] LastGrounds
);

/// <summary>Generated reading.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(Dictionary<string, CaptionWords>))]
internal sealed partial class CaptionWordsJson : JsonSerializerContext;
