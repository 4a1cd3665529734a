using Serverless.Core.AltText.Languages;

namespace Serverless.Core.Reading;

/// <summary>The language of what was read, where it tells.</summary>
internal static class ReadLanguage
{
    private const string English = "en",
        Other = "de";

    /// <param name="text">All of it, composed (NFC).</param>
    /// <returns>BCP 47; null where too little speaks for any.</returns>
    public static string? Of(string text) =>
        LanguageDetector.DetectForeign(text, [English]) ?? (LanguageDetector.DetectForeign(text, [Other]) == English ? English : null);
}
