using System.Text.RegularExpressions;

namespace Serverless.Core.AltText;

/// <summary>Detects marks that a screen reader reads one by one, or that are there for the eye: "!!!", "***", "-->", "~~".</summary>
internal static partial class PunctuationText
{
    /// <summary>The first such marks; null for none.</summary>
    /// <param name="text">The text.</param>
    public static string? In(string text) => Marks().Match(text) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"[!?*~#_=|<>^•·★►]{2,}|\.{4,}|-{3,}|,{2,}|;{2,}|:{2,}|[-=]+>", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Marks();
}
