namespace Serverless.Core.Reading;

/// <summary>What was read in a picture. Without lines: it was searched, and no text was found that can be read.</summary>
/// <param name="Lines">In the order of reading.</param>
/// <param name="Language">BCP 47, where the text tells; else null.</param>
/// <param name="IsComplete">False where a limit cut it: there is more text than was read.</param>
/// <param name="Unread">Lines that were found and left out, since they were not read with <see cref="ReadingLimits.MinConfidence"/>: too
/// small or blurred, or in a script that the model cannot read.</param>
public sealed record PictureText(IReadOnlyList<TextLine> Lines, string? Language, bool IsComplete, int Unread = 0)
{
    /// <summary>Searched, and nothing found.</summary>
    public static PictureText None { get; } = new([], null, IsComplete: true);
}
