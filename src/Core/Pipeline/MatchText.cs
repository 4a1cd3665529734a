using System.Text;
using Serverless.Core.Inference;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>A text in the form in which a quality model learned texts.</summary>
internal static class MatchText
{
    /// <param name="text">Any text.</param>
    /// <param name="form">The model's form.</param>
    public static string Of(string text, MatchTextForm form) =>
        form switch
        {
            MatchTextForm.Scored => ScoredText.Normalize(text),
            MatchTextForm.WordsOnly => WordsOnly(text),
            _ => text,
        };

    /// <summary>Without the punctuation of ASCII, in lower case, with single spaces (SigLIP's "canonicalize").</summary>
    private static string WordsOnly(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var character in text.ToLowerInvariant())
        {
            if (char.IsWhiteSpace(character))
                kept.Append(kept.Length > 0 && kept[^1] != ' ' ? " " : "");
            else if (!char.IsAscii(character) || char.IsAsciiLetterOrDigit(character))
                kept.Append(character);
        }

        return kept.ToString().TrimEnd();
    }
}
