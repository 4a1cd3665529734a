namespace Serverless.Core.Service;

/// <summary>How pictures of several callers are put into one run of the models.</summary>
/// <param name="MaxSize">Most pictures of one batch, at least 1; 1 puts none together.</param>
/// <param name="MaxDelay">
/// The longest that a picture waits for others while a worker is free, 0 or more. Where no others are on their way it does not wait, and
/// its deadline shortens it.
/// </param>
public sealed record BatchSettings(int MaxSize, TimeSpan MaxDelay)
{
    /// <summary>Every picture by itself.</summary>
    public static BatchSettings Off { get; } = new(1, TimeSpan.Zero);

    /// <summary>Whether pictures are put together.</summary>
    public bool IsOn => MaxSize > 1;
}
