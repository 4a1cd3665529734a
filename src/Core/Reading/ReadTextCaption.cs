using Serverless.Core.Quality;

namespace Serverless.Core.Reading;

/// <summary>
/// What is said of a picture by the text in it. An image of text has its text as alt text (W3C WAI's decision tree); of others it is said
/// what they are, with a title or a short text in quotation marks. Text is repeated, never obeyed or interpreted, and not escaped:
/// whoever shows it does that.
/// </summary>
public static class ReadTextCaption
{
    /// <summary>Longest text that an icon, a drawing or a sign is said to read, in characters.</summary>
    private const int MaxQuoted = 80;

    private static readonly string[] SignNouns =
    [
        "banner",
        "billboard",
        "board",
        "label",
        "license plate",
        "plate",
        "poster",
        "scoreboard",
        "screen",
        "sign",
        "signs",
    ];

    /// <summary>Writes it.</summary>
    /// <param name="picture">The picture and its text.</param>
    /// <param name="sentence">A trusted sentence about it; null for none.</param>
    /// <param name="names">What it shows, by name; used where there is no sentence; null for none.</param>
    /// <param name="maxCharacters">Longest alt text.</param>
    /// <returns>Null where the text is not worth saying.</returns>
    public static WrittenReadText? Of(ReadPicture picture, string? sentence, string? names, int maxCharacters) =>
        picture.Kind switch
        {
            PictureKind.Text => Page(picture.Text, maxCharacters),
            PictureKind.Screenshot => Titled("a screenshot", picture, maxCharacters),
            PictureKind.Chart => Titled("a chart", picture, maxCharacters),
            PictureKind.Diagram => Titled("a diagram", picture, maxCharacters),
            PictureKind.Icon => Short("an icon", picture.Text, maxCharacters),
            PictureKind.Drawing => Short("a drawing", picture.Text, maxCharacters),
            PictureKind.Blank => Short("a blank picture", picture.Text, maxCharacters),
            _ => Sign(sentence ?? names, picture, maxCharacters),
        };

    private static WrittenReadText Page(PictureText text, int maxCharacters)
    {
        const string What = "a page of text";
        var lines = SureLines.Of(text);
        if (lines.Count == 0)
            return new WrittenReadText(What, Capital(What), null, HoldsReadText: false, IsUnread: true);
        var paragraphs = Paragraphs.Of(lines);
        var all = string.Join(' ', paragraphs);
        var isAll = text.IsComplete && text.Unread == 0 && lines.Count == text.Lines.Count;
        if (isAll && all.Length <= maxCharacters)
            return new WrittenReadText(all, all, null, HoldsReadText: true) { IsVerbatim = true };
        var begins = ReferenceEquals(lines[0], text.Lines[0]) && text.Unread == 0 ? "begins" : "reads in part";
        var quoted = Quotation.Of($"{What} that {begins}", Beginning(lines), maxCharacters, goesOn: true);
        return Describe(quoted, What, string.Join('\n', paragraphs));
    }

    /// <summary>A first line; more where it is a word or two.</summary>
    private static string Beginning(IReadOnlyList<TextLine> lines) =>
        lines.Count > 1 && lines[0].Text.Length < 20 ? $"{lines[0].Text} {lines[1].Text}" : lines[0].Text;

    private static WrittenReadText? Titled(string what, ReadPicture picture, int maxCharacters)
    {
        var lines = SureLines.Of(picture.Text);
        if (lines.Count == 0)
            return null;
        var title = PictureTitle.Of(lines, picture);
        var quoted = title is null ? null : Quotation.Of($"{what} titled", title.Text, maxCharacters);
        var all = string.Join('\n', lines.Select(line => line.Text));
        return Describe(quoted, what, lines.Count == 1 && quoted is not null && quoted[^2] != '…' ? null : all);
    }

    private static WrittenReadText? Short(string what, PictureText text, int maxCharacters)
    {
        var lines = SureLines.Of(text);
        if (lines.Count == 0)
            return null;
        var all = string.Join(' ', lines.Select(line => line.Text));
        var isShort = all.Length <= MaxQuoted;
        var begins = isShort ? "reads" : "has text that begins";
        var quoted = Quotation.Of($"{what} that {begins}", isShort ? all : lines[0].Text, maxCharacters, goesOn: !isShort);
        var isWhole = isShort && quoted is not null && quoted.EndsWith(Inner(all), StringComparison.Ordinal);
        return Describe(quoted, what, isWhole ? null : string.Join('\n', lines.Select(line => line.Text)));
    }

    private static WrittenReadText? Sign(string? what, ReadPicture picture, int maxCharacters)
    {
        var large = SureLines.LargeOf(picture);
        if (large.Count == 0)
            return null;
        var text = string.Join(' ', large.Select(line => line.Text));
        var before =
            what is null ? "text that reads"
            : SignNouns.Any(noun => EndsWith(what, noun)) ? $"{what} that reads"
            : $"{what}, with text that reads";
        var quoted = text.Length <= MaxQuoted ? Quotation.Of(before, text, maxCharacters) : null;
        quoted ??= Quotation.Of(before, large.MaxBy(line => line.Box.Height)!.Text, maxCharacters);
        return quoted is null ? null : Describe(quoted, quoted, null);
    }

    private static WrittenReadText Describe(string? quoted, string what, string? all) =>
        new(quoted ?? what, Capital(quoted ?? what), all, HoldsReadText: quoted is not null);

    private static string Inner(string text) => Quotation.Of("", text, int.MaxValue)![1..];

    private static bool EndsWith(string text, string noun) =>
        text.EndsWith(noun, StringComparison.OrdinalIgnoreCase) && (text.Length == noun.Length || text[^(noun.Length + 1)] == ' ');

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
