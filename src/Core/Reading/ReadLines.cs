namespace Serverless.Core.Reading;

/// <summary>From lines as they were recognised to what is given of them.</summary>
internal static class ReadLines
{
    /// <summary>From so many equal characters on, and no others, a line is none.</summary>
    private const int MinFence = 3;

    /// <summary>Arranges lines and leaves out what is not sure.</summary>
    /// <param name="found">Any order, in pixels of the rendering.</param>
    /// <param name="scale">Of the rendering to the picture.</param>
    /// <param name="isComplete">Whether all were found and recognised.</param>
    public static PictureText Of(IReadOnlyList<FoundLine> found, double scale, bool isComplete)
    {
        var sure = found.Where(line => IsSure(line.Line)).ToList();
        var lines = new List<TextLine>();
        var characters = 0;
        foreach (var laidOut in TextLayout.Of(sure))
        {
            var line = LineOf(laidOut, scale);
            if (line.Text.Length == 0)
                continue;
            characters += line.Text.Length;
            if (characters > ReadingLimits.MaxCharacters)
            {
                isComplete = false;
                break;
            }

            lines.Add(line);
        }

        var language = ReadLanguage.Of(string.Join('\n', lines.Select(line => line.Text)));
        return new PictureText(lines, language, isComplete, found.Count - sure.Count);
    }

    /// <summary>A single character is often no letter at all, and has to be surer; the same one again and again is a fence.</summary>
    private static bool IsSure(RecognizedLine line)
    {
        var letters = line.Characters.Where(character => !character.IsSpace).Select(character => character.Text).ToList();
        var isFence = letters.Count >= MinFence && letters.Distinct(StringComparer.Ordinal).Count() == 1;
        return !isFence && line.Confidence >= (letters.Count == 1 ? ReadingLimits.MinLetterConfidence : ReadingLimits.MinConfidence);
    }

    private static TextLine LineOf(TextLayout.LaidOutLine line, double scale)
    {
        var characters = line.Parts.Sum(part => part.Line.Characters.Count);
        var sum = line.Parts.Sum(part => part.Line.Confidence * part.Line.Characters.Count);
        var corners = line.Area.Straightened().Corners();
        return new TextLine(
            LineText.Of(string.Join(' ', line.Parts.Select(part => part.Line.Text))),
            Math.Min(1, sum / characters),
            new TextBox(Array.ConvertAll(corners, corner => new TextPoint(corner.X / scale, corner.Y / scale)))
        );
    }
}
