namespace Serverless.Core.Reading;

/// <summary>How reading a picture ended.</summary>
/// <param name="Text">What was read; null where the picture's statistics make text unlikely, so that it was not searched for.</param>
public sealed record ReadOutcome(PictureText? Text)
{
    /// <summary>Not searched for.</summary>
    public static ReadOutcome NotSearched { get; } = new((PictureText?)null);
}
