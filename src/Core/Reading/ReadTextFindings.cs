using Serverless.Core.AltText;
using Serverless.Core.Quality;

namespace Serverless.Core.Reading;

/// <summary>Findings about the text in a picture.</summary>
internal static class ReadTextFindings
{
    /// <param name="text">What was read; null where it was not searched for.</param>
    /// <param name="kind">What sort of picture it is.</param>
    public static IEnumerable<Finding> Of(PictureText? text, PictureKind kind)
    {
        if (text is null)
            yield break;
        if (text.Unread > 0 && kind == PictureKind.Text)
            yield return new Finding(
                "unread_text",
                FindingLevel.Warning,
                $"{text.Unread} of {text.Unread + text.Lines.Count} lines could not be read: too small, blurred, or in a script that the "
                    + "text reader does not know."
            );
        if (!text.IsComplete)
            yield return new Finding(
                "text_cut",
                FindingLevel.Warning,
                $"The picture holds more text than is read of one ({ReadingLimits.MaxLines} lines, {ReadingLimits.MaxCharacters} "
                    + "characters)."
            );
    }
}
