using System.Buffers;
using System.Globalization;
using System.Text;

namespace Serverless.Core.AltText;

/// <summary>
/// The target of a link, as far as it may be shown: never a query, a user's name or password, a port, or what looks like a key.
/// </summary>
/// <param name="Kind">What it leads to.</param>
/// <param name="Host">The host without "www."; null on the same site.</param>
/// <param name="Words">The readable words of path or fragment, the outermost first.</param>
/// <param name="FileType">Ending of a file that is no page, in capitals; null for a page.</param>
/// <param name="Address">Address or number of a person; null for pages.</param>
internal sealed record LinkTarget(LinkKind Kind, string? Host, IReadOnlyList<string> Words, string? FileType, string? Address)
{
    /// <summary>Whether it is the first page of a host or site.</summary>
    public bool IsHome { get; init; }

    private const string Accepted = "http and https addresses, paths, fragments (#part), mailto:, tel: and sms: are";
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."
    );

    private const int MaxAddressCharacters = 100,
        MaxWordDigits = 4;

    /// <summary>Reads one as browsers do: tabs and line ends count for nothing.</summary>
    /// <returns>The target, or why it cannot be shown.</returns>
    public static Result<LinkTarget, string> Read(string link)
    {
        var text = string.Concat(link.Where(character => character is not ('\t' or '\n' or '\r'))).Trim(' ', '\0', '\u001F', '\u00A0');
        if (text.Length == 0)
            return "it is empty";
        if (text.Any(char.IsControl))
            return "it holds control characters";
        var scheme = SchemeOf(text);
        return scheme switch
        {
            null => text.StartsWith("//", StringComparison.Ordinal) || text.StartsWith("\\\\", StringComparison.Ordinal)
                ? OnHost(text[2..])
                : OnSite(text),
            "http" or "https" => OnHost(text[(scheme.Length + 1)..].TrimStart('/', '\\')),
            "mailto" => Person(
                LinkKind.Mail,
                text[7..],
                character => char.IsLetterOrDigit(character) || "@.+-_,'".Contains(character, StringComparison.Ordinal)
            ),
            "tel" => Person(LinkKind.Phone, text[4..], IsDialled),
            "sms" => Person(LinkKind.Message, text[4..], IsDialled),
            _ => $"{Accepted} said in words; {scheme}: is not",
        };
    }

    private static string? SchemeOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !char.IsAsciiLetter(text[0]))
            return null;
        return text.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0 ? text[..colon].ToLowerInvariant() : null;
    }

    private static Result<LinkTarget, string> OnHost(string text)
    {
        var end = text.IndexOfAny(['/', '\\', '?', '#']);
        var authority = end < 0 ? text : text[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var host = authority.StartsWith('[')
            ? authority.TrimEnd(':', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
            : authority.Split(':')[0];
        host = host.ToLowerInvariant().TrimEnd('.');
        if (host.StartsWith("www.", StringComparison.Ordinal))
            host = host[4..];
        var isHost = host.Length is > 0 and <= 253 && host.All(IsOfHosts);
        if (!isHost)
            return "its host cannot be read";
        return Page(end < 0 ? "/" : text[end..]) with { Host = host };
    }

    private static LinkTarget OnSite(string text) =>
        text[0] == '#' ? Fragment(text[1..])
        : text[0] == '?' ? Fragment("")
        : Page(text);

    private static LinkTarget Fragment(string fragment)
    {
        var words =
            fragment == "top" || fragment.Contains('=', StringComparison.Ordinal)
                ? []
                : WordsOf(fragment.Split('/', StringSplitOptions.RemoveEmptyEntries));
        var kind =
            fragment == "top" ? LinkKind.Top
            : words.Count > 0 ? LinkKind.Fragment
            : LinkKind.ThisPage;
        return new LinkTarget(kind, null, words, null, null);
    }

    private static LinkTarget Page(string path)
    {
        var end = path.IndexOfAny(['?', '#']);
        var segments = (end < 0 ? path : path[..end])
            .Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries)
            .Where(segment => segment is not ("." or ".."))
            .ToList();
        var fileType = segments.Count > 0 ? CutExtension(segments) : null;
        var isDefault = segments.Count > 0 && TextTerms.All.DefaultPages.Contains(segments[^1].ToLowerInvariant());
        if (isDefault)
            segments.RemoveAt(segments.Count - 1);
        var isHome = segments.Count == 0 && fileType is null && path[0] is '/' or '\\' && !path.Contains('?', StringComparison.Ordinal);
        return new LinkTarget(LinkKind.Page, null, WordsOf(segments), fileType, null) { IsHome = isHome };
    }

    private static string? CutExtension(List<string> segments)
    {
        var last = segments[^1].Split(';')[0];
        var dot = last.LastIndexOf('.');
        if (dot < 1)
            return null;
        var extension = last[(dot + 1)..].ToLowerInvariant();
        var isFile = TextTerms.All.DocumentExtensions.Contains(extension) || TextTerms.All.ImageExtensions.Contains(extension);
        if (!isFile && !TextTerms.All.PageExtensions.Contains(extension))
            return null;
        segments[^1] = last[..dot];
        return isFile ? extension.ToUpperInvariant() : null;
    }

    /// <summary>A phrase for each segment that a person can read; keys, digests and long numbers are left out.</summary>
    private static List<string> WordsOf(IEnumerable<string> segments)
    {
        var phrases = new List<string>();
        foreach (var segment in segments.Select(Decode))
        {
            if (FileNameText.IsIdentifier(segment))
                continue;
            var words = Split(segment)
                .Where(word =>
                    !FileNameText.IsIdentifier(word)
                    && !(word.Length > MaxWordDigits && word.Any(char.IsDigit) && word.All(char.IsAsciiHexDigit))
                )
                .ToList();
            if (words.Any(word => word.Any(char.IsLetter)) || words is [{ Length: MaxWordDigits }])
                phrases.Add(string.Join(' ', words));
        }

        return phrases;
    }

    private static string[] Split(string segment)
    {
        var plain = new StringBuilder();
        foreach (var rune in segment.EnumerateRunes())
        {
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            var isWord = Rune.IsLetterOrDigit(rune) || isMark || rune.Value is '\'' or '’';
            plain.Append(isWord ? rune.ToString() : " ");
        }

        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static bool IsOfHosts(char character) => char.IsLetterOrDigit(character) || character is '.' or '-' or '[' or ']' or ':';

    private static bool IsDialled(char character) =>
        char.IsAsciiDigit(character) || "+-.() ".Contains(character, StringComparison.Ordinal);

    private static Result<LinkTarget, string> Person(LinkKind kind, string rest, Func<char, bool> isAllowed)
    {
        var address = Uri.UnescapeDataString(rest.Split('?', ';')[0]).Trim().Trim('/');
        if (address.Length is 0 or > MaxAddressCharacters || !address.All(isAllowed))
            return "it names nobody that can be said";
        return new LinkTarget(kind, null, [], null, address);
    }
}

/// <summary>What a link leads to.</summary>
internal enum LinkKind
{
    /// <summary>A page or a file.</summary>
    Page,

    /// <summary>A part of the same page.</summary>
    Fragment,

    /// <summary>The same page.</summary>
    ThisPage,

    /// <summary>The top of the same page.</summary>
    Top,

    /// <summary>An email.</summary>
    Mail,

    /// <summary>A call.</summary>
    Phone,

    /// <summary>A text message.</summary>
    Message,
}
