namespace Serverless.Core.Reading;

/// <summary>What is said of a picture by the text in it.</summary>
/// <param name="Text">As a caption: "a screenshot titled …".</param>
/// <param name="AltText">The same as an alt text, within its limit.</param>
/// <param name="LongDescription">All that was read, where the alt text does not hold it: a line for each paragraph of a page, for each
/// line of others. Else null.</param>
/// <param name="HoldsReadText">Whether words that were read stand in caption and alt text.</param>
/// <param name="IsUnread">Whether it is a page whose text could not be read.</param>
public sealed record WrittenReadText(string Text, string AltText, string? LongDescription, bool HoldsReadText, bool IsUnread = false)
{
    /// <summary>Whether the words are all the text of a page and nothing of ours.</summary>
    public bool IsVerbatim { get; init; }
}
