namespace Serverless.Core.AltText;

/// <summary>
/// The alt text of a picture that is a link: where it leads, and not what it shows (W3C WAI, "Functional Images"). Screen readers say
/// "link" themselves. Templates by language are in <see cref="TextTerms"/>.
/// </summary>
internal static class LinkText
{
    /// <param name="target">Where it leads.</param>
    /// <param name="language">Language of the text (BCP 47); English where its forms are not known.</param>
    /// <param name="maxCharacters">Inner parts of the path, then the last words, are left out until it fits; a host alone is never
    /// cut.</param>
    public static string Of(LinkTarget target, string language, int maxCharacters)
    {
        var templates = TextTerms.All.Of(language).Link;
        var phrases = target.Words.ToList();
        while (true)
        {
            var text = Fill(templates[TemplateOf(target, phrases.Count > 0)], target, phrases);
            if (text.Length <= maxCharacters || phrases.Count == 0)
                return Capitalise(text);
            if (phrases.Count > 1)
                phrases.RemoveAt(phrases.Count - 2);
            else if (phrases[0].LastIndexOf(' ') is > 0 and var space)
                phrases[0] = phrases[0][..space];
            else
                phrases.Clear();
        }
    }

    private static string TemplateOf(LinkTarget target, bool hasPath) =>
        target.Kind switch
        {
            LinkKind.Mail => "mail",
            LinkKind.Phone => "phone",
            LinkKind.Message => "message",
            LinkKind.Top => "top",
            LinkKind.Fragment when hasPath => "fragment",
            LinkKind.Fragment or LinkKind.ThisPage => "thisPage",
            _ when target.Host is null => PageTemplate(
                target,
                hasPath,
                "siteHome",
                ["siteSomePage", "siteSomeFile", "sitePage", "siteFile"]
            ),
            _ => PageTemplate(target, hasPath, "home", ["somePage", "someFile", "page", "file"]),
        };

    private static string PageTemplate(LinkTarget target, bool hasPath, string home, string[] templates) =>
        target.IsHome ? home : templates[(hasPath ? 2 : 0) + (target.FileType is null ? 0 : 1)];

    /// <summary>The innermost part of a path says most, and goes first.</summary>
    private static string Fill(string template, LinkTarget target, List<string> phrases) =>
        template
            .Replace("{host}", target.Host, StringComparison.Ordinal)
            .Replace("{type}", target.FileType, StringComparison.Ordinal)
            .Replace("{address}", target.Address, StringComparison.Ordinal)
            .Replace("{path}", string.Join(", ", Enumerable.Reverse(phrases)), StringComparison.Ordinal);

    private static string Capitalise(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
