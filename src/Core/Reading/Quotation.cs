using System.Buffers;
using System.Text;
using Serverless.Core.AltText;

namespace Serverless.Core.Reading;

/// <summary>A sentence with read text between quotation marks.</summary>
/// <param name="Text">The whole sentence.</param>
/// <param name="Quoted">What stands between the marks.</param>
internal sealed record Quotation(string Text, string Quoted)
{
    /// <summary>Shortest quotation that is worth its frame, in characters.</summary>
    private const int MinRoom = 8;

    private const string What = "what",
        Place = "text";

    private static readonly SearchValues<char> Marks = SearchValues.Create("\"“”„‟«»＂");

    /// <summary>Puts a text between the language's marks; those inside become single ones, so that it cannot end the quotation.</summary>
    /// <param name="marks">The marks.</param>
    /// <param name="sentence">The words around it, with <c>{text}</c> and perhaps <c>{what}</c>.</param>
    /// <param name="what">What reads it; null where the sentence does not say.</param>
    /// <param name="text">The text.</param>
    /// <param name="maxCharacters">Longest result.</param>
    /// <param name="goesOn">Whether more follows in the picture.</param>
    /// <returns>Cut at a word where it is longer; null where too little would remain.</returns>
    public static Quotation? Of(QuotationWords marks, string sentence, string? what, string text, int maxCharacters, bool goesOn = false)
    {
        var inside = Inside(text, marks);
        var frame = Sentence.Fill(sentence, (What, what ?? ""), (Place, marks.Open + marks.Close));
        var room = maxCharacters - frame.Length;
        if (inside.Length + (goesOn ? marks.GoesOn.Length : 0) > room)
        {
            if (room < MinRoom)
                return null;
            inside = Cut(inside, room - marks.GoesOn.Length);
            goesOn = true;
        }

        if (inside.Length == 0)
            return null;
        var quoted = goesOn ? inside + marks.GoesOn : inside;
        return new Quotation(Sentence.Fill(sentence, (What, what ?? ""), (Place, marks.Open + quoted + marks.Close)), quoted);
    }

    /// <summary>Text as it stands inside of marks.</summary>
    public static string Inside(string text, QuotationWords marks)
    {
        if (!text.AsSpan().ContainsAny(Marks))
            return text;
        var inside = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Marks.Contains(character))
                inside.Append(marks.Inside);
            else
                inside.Append(character);
        }

        return inside.ToString();
    }

    /// <summary>At a word; a first word that is longer is cut between characters.</summary>
    private static string Cut(string text, int maxCharacters)
    {
        var end = text.LastIndexOf(' ', maxCharacters);
        if (end <= 0)
            end = char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters;
        return text[..end].TrimEnd(' ', ',', ';', ':', '-');
    }
}
