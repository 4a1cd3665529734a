using System.Text.RegularExpressions;

namespace Serverless.Core.AltText;

/// <summary>
/// Detects texts that are a file name, an address or an identifier. The names that cameras and systems give stand in
/// <see cref="TextTerms"/>.
/// </summary>
internal static partial class FileNameText
{
    private const int MinIdentifierLength = 12,
        MinKeyLength = 16,
        MaxStemWords = 2;

    /// <summary>Whether a text is a name of a file and no description.</summary>
    /// <param name="text">The text, trimmed.</param>
    /// <param name="fileName">The picture's own name, perhaps with a path; null where it is not known.</param>
    public static bool Is(string text, string? fileName) =>
        HasExtension(text)
        || IsAddress(text)
        || IsNameOfFile(text, fileName)
        || IsCameraName(text)
        || IsSystemName(text)
        || IsIdentifier(text)
        || IsJoined(text);

    /// <summary>
    /// A token that no person reads: a UUID, a digest, a key; long, of letters and digits mixed, or with capitals inside.
    /// </summary>
    public static bool IsIdentifier(string token)
    {
        if (Uuid().IsMatch(token))
            return true;
        if (
            token.Length < MinIdentifierLength
            || !token.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '=' or '+' or '~')
        )
            return false;
        var changes = 0;
        for (var i = 1; i < token.Length; i++)
        {
            var (before, here) = (token[i - 1], token[i]);
            var isWordStart = char.IsAsciiLetterLower(before) && char.IsAsciiLetterUpper(here); // heroBannerImage is a name
            if (
                char.IsAsciiLetterOrDigit(before)
                && char.IsAsciiLetterOrDigit(here)
                && (char.IsAsciiDigit(before) != char.IsAsciiDigit(here) || isWordStart)
            )
                changes++;
        }

        return changes >= 3 || (token.Length >= MinKeyLength && (changes >= 2 || token.All(char.IsAsciiHexDigit)));
    }

    private static bool HasExtension(string text)
    {
        var dot = text.LastIndexOf('.');
        if (dot < 1 || text.Contains('\n', StringComparison.Ordinal))
            return false;
        var extension = text[(dot + 1)..].ToLowerInvariant();
        return TextTerms.All.ImageExtensions.Contains(extension) || TextTerms.All.DocumentExtensions.Contains(extension);
    }

    private static bool IsAddress(string text)
    {
        if (Scheme().IsMatch(text) || Drive().IsMatch(text))
            return true;
        if (text.Contains(' ', StringComparison.Ordinal))
            return false;
        var isPath =
            text[0] is '/' or '\\'
            || text.StartsWith("./", StringComparison.Ordinal)
            || text.Count(character => character is '/' or '\\') > 1;
        return (isPath && text.Any(char.IsLetterOrDigit)) || text.StartsWith("www.", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Exactly the name, or one of a word or two in another spelling: longer names are often made from an honest alt text.
    /// </summary>
    private static bool IsNameOfFile(string text, string? fileName)
    {
        if (fileName is null)
            return false;
        var name = fileName.Split('/', '\\')[^1].Trim();
        var dot = name.LastIndexOf('.');
        var stem = dot > 0 ? name[..dot] : name;
        if (string.Equals(text, stem, StringComparison.OrdinalIgnoreCase) || string.Equals(text, name, StringComparison.OrdinalIgnoreCase))
            return true;
        var (words, stemWords) = (Parts(text), Parts(Uri.UnescapeDataString(stem)));
        return words.Length <= MaxStemWords && words.SequenceEqual(stemWords, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>IMG_1234, DSC0001, P1010001, PXL_20230101_120000, image (3).</summary>
    private static bool IsCameraName(string text)
    {
        var match = NameAndNumber().Match(text);
        return match.Success
            && TextTerms.All.CameraNames.Contains(match.Groups[1].Value.ToLowerInvariant())
            && Rest(match.Groups[2].Value);
    }

    /// <summary>Screenshot 2024-04-28 at 11.21.10 PM, WhatsApp Image 2024-01-01 at 10.00.00 (1).</summary>
    private static bool IsSystemName(string text) =>
        TextTerms.All.FileNameStarts.Any(start =>
            text.StartsWith(start, StringComparison.OrdinalIgnoreCase)
            && (
                text.Length == start.Length
                    ? start.Contains(' ', StringComparison.Ordinal)
                    : !char.IsLetter(text[start.Length]) && Rest(text[start.Length..])
            )
        );

    /// <summary>What is left of such a name: at least one digit, and no word but those that systems put there.</summary>
    private static bool Rest(string rest) =>
        rest.Any(char.IsDigit)
        && Parts(rest).All(part => part.Any(char.IsDigit) || TextTerms.All.FileNameJoiners.Contains(part.ToLowerInvariant()));

    /// <summary>hero_banner, hero-banner-final-2: no blank, but joints. black-and-white and F-150 are words.</summary>
    private static bool IsJoined(string text)
    {
        if (text.Any(char.IsWhiteSpace) || !text.Any(char.IsLetter))
            return false;
        var parts = Parts(text);
        return parts.Length > 1
            && (text.Contains('_', StringComparison.Ordinal) || parts.Length > 3 || (parts.Length > 2 && text.Any(char.IsDigit)));
    }

    private static string[] Parts(string text) => Joints().Split(text).Where(part => part.Length > 0).ToArray();

    [GeneratedRegex(
        @"^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Uuid();

    [GeneratedRegex(
        @"^[a-z][a-z0-9+.-]*:(//|image/|https?:|\S+@)\S*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^[a-z]:[\\/]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Drive();

    [GeneratedRegex(@"^(_?[\p{L}]+(?:_[\p{L}]+)?)[-_ ]*(\(?\d.*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NameAndNumber();

    [GeneratedRegex(@"[-_\s.,()+~:;–—]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Joints();
}
