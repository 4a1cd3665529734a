using System.Globalization;
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
            yield return FindingTexts.Warning(
                "unread_text",
                null,
                ("unread", Number(text.Unread)),
                ("lines", Number(text.Unread + text.Lines.Count))
            );
        if (!text.IsComplete)
            yield return FindingTexts.Warning(
                "text_cut",
                null,
                ("lines", Number(ReadingLimits.MaxLines)),
                ("characters", Number(ReadingLimits.MaxCharacters))
            );
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
