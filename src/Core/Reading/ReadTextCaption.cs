using Serverless.Core.AltText;
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

    /// <summary>Writes it.</summary>
    /// <param name="picture">The picture and its text.</param>
    /// <param name="sentence">A trusted sentence about it; null for none.</param>
    /// <param name="names">What it shows, by name; used where there is no sentence; null for none.</param>
    /// <param name="maxCharacters">Longest alt text.</param>
    /// <param name="language">Language of the words around it (BCP 47); English where it is not known.</param>
    /// <returns>Null where the text is not worth saying.</returns>
    public static WrittenReadText? Of(
        ReadPicture picture,
        string? sentence,
        string? names,
        int maxCharacters,
        string language = CaptionWords.DefaultLanguage
    ) => Of(picture, sentence ?? names, maxCharacters, CaptionWords.Of(language));

    /// <summary>The same with words at hand.</summary>
    internal static WrittenReadText? Of(ReadPicture picture, string? about, int maxCharacters, CaptionWords words)
    {
        var kinds = words.Kinds;
        return picture.Kind switch
        {
            PictureKind.Text => Page(picture.Text, maxCharacters, words),
            PictureKind.Screenshot => Titled(kinds.Screenshot, picture, maxCharacters, words),
            PictureKind.Chart => Titled(kinds.Chart, picture, maxCharacters, words),
            PictureKind.Diagram => Titled(kinds.Diagram, picture, maxCharacters, words),
            PictureKind.Icon => Short(kinds.Icon, picture.Text, maxCharacters, words),
            PictureKind.Drawing => Short(kinds.Drawing, picture.Text, maxCharacters, words),
            PictureKind.Blank => Short(kinds.Blank, picture.Text, maxCharacters, words),
            _ => Sign(about, picture, maxCharacters, words),
        };
    }

    private static WrittenReadText Page(PictureText text, int maxCharacters, CaptionWords words)
    {
        var what = words.Kinds.Text;
        var lines = SureLines.Of(text);
        if (lines.Count == 0)
            return new WrittenReadText(what, Capital(what), null, HoldsReadText: false, IsUnread: true);
        var paragraphs = Paragraphs.Of(lines);
        var all = string.Join(' ', paragraphs);
        var isAll = text.IsComplete && text.Unread == 0 && lines.Count == text.Lines.Count;
        if (isAll && all.Length <= maxCharacters)
            return new WrittenReadText(all, all, null, HoldsReadText: true) { IsVerbatim = true };
        var isBeginning = ReferenceEquals(lines[0], text.Lines[0]) && text.Unread == 0;
        var sentence = isBeginning ? words.Read.Begins : words.Read.ReadsInPart;
        var quoted = Quotation.Of(words.Quotation, sentence, what, Beginning(lines), maxCharacters, goesOn: true);
        return Describe(quoted?.Text, what, string.Join('\n', paragraphs));
    }

    /// <summary>A first line; more where it is a word or two.</summary>
    private static string Beginning(IReadOnlyList<TextLine> lines) =>
        lines.Count > 1 && lines[0].Text.Length < 20 ? $"{lines[0].Text} {lines[1].Text}" : lines[0].Text;

    private static WrittenReadText? Titled(string what, ReadPicture picture, int maxCharacters, CaptionWords words)
    {
        var lines = SureLines.Of(picture.Text);
        if (lines.Count == 0)
            return null;
        var title = PictureTitle.Of(lines, picture);
        var quoted = title is null ? null : Quotation.Of(words.Quotation, words.Read.Titled, what, title.Text, maxCharacters);
        var isWhole = lines.Count == 1 && quoted?.Quoted.EndsWith(words.Quotation.GoesOn, StringComparison.Ordinal) == false;
        return Describe(quoted?.Text, what, isWhole ? null : string.Join('\n', lines.Select(line => line.Text)));
    }

    private static WrittenReadText? Short(string what, PictureText text, int maxCharacters, CaptionWords words)
    {
        var lines = SureLines.Of(text);
        if (lines.Count == 0)
            return null;
        var all = string.Join(' ', lines.Select(line => line.Text));
        var isShort = all.Length <= MaxQuoted;
        var sentence = isShort ? words.Read.Reads : words.Read.HasTextThatBegins;
        var quoted = Quotation.Of(words.Quotation, sentence, what, isShort ? all : lines[0].Text, maxCharacters, goesOn: !isShort);
        var isWhole = isShort && quoted?.Quoted == Quotation.Inside(all, words.Quotation);
        return Describe(quoted?.Text, what, isWhole ? null : string.Join('\n', lines.Select(line => line.Text)));
    }

    private static WrittenReadText? Sign(string? what, ReadPicture picture, int maxCharacters, CaptionWords words)
    {
        var large = SureLines.LargeOf(picture);
        if (large.Count == 0)
            return null;
        var text = string.Join(' ', large.Select(line => line.Text));
        var sentence =
            what is null ? words.Read.TextAlone
            : words.Signs.Any(noun => EndsWith(what, noun)) ? words.Read.Reads
            : words.Read.WithText;
        var quoted = text.Length <= MaxQuoted ? Quotation.Of(words.Quotation, sentence, what, text, maxCharacters) : null;
        quoted ??= Quotation.Of(words.Quotation, sentence, what, large.MaxBy(line => line.Box.Height)!.Text, maxCharacters);
        return quoted is null ? null : Describe(quoted.Text, quoted.Text, null);
    }

    private static WrittenReadText Describe(string? quoted, string what, string? all) =>
        new(quoted ?? what, Capital(quoted ?? what), all, HoldsReadText: quoted is not null);

    private static bool EndsWith(string text, string noun) =>
        text.EndsWith(noun, StringComparison.OrdinalIgnoreCase) && (text.Length == noun.Length || text[^(noun.Length + 1)] == ' ');

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
