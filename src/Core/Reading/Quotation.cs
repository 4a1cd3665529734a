using System.Buffers;
using System.Text;

namespace Serverless.Core.Reading;

/// <summary>Read text between quotation marks.</summary>
internal static class Quotation
{
    /// <summary>Shortest quotation that is worth its frame, in characters.</summary>
    private const int MinRoom = 8;

    private const string Ellipsis = "…";

    private static readonly SearchValues<char> Marks = SearchValues.Create("\"“”„‟«»＂");

    /// <summary>Puts a text between straight marks; those inside become single ones, so that it cannot end the quotation.</summary>
    /// <param name="before">The words before it, such as "a sign that reads".</param>
    /// <param name="text">The text.</param>
    /// <param name="maxCharacters">Longest result.</param>
    /// <param name="goesOn">Whether more follows in the picture.</param>
    /// <returns>Cut at a word where it is longer; null where too little would remain.</returns>
    public static string? Of(string before, string text, int maxCharacters, bool goesOn = false)
    {
        var inside = Inside(text);
        var room = maxCharacters - before.Length - 3;
        if (inside.Length + (goesOn ? Ellipsis.Length : 0) > room)
        {
            if (room < MinRoom)
                return null;
            inside = Cut(inside, room - Ellipsis.Length);
            goesOn = true;
        }

        return inside.Length == 0 ? null : $"{before} \"{inside}{(goesOn ? Ellipsis : "")}\"";
    }

    private static string Inside(string text)
    {
        if (!text.AsSpan().ContainsAny(Marks))
            return text;
        var inside = new StringBuilder(text.Length);
        foreach (var character in text)
            inside.Append(Marks.Contains(character) ? '\'' : character);
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
