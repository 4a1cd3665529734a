namespace Serverless.Packages.Registries;

/// <summary>How long a registry is waited for, and how often it is asked.</summary>
/// <param name="Answer">Longest wait for the head of an answer; for uploads, for each piece too.</param>
/// <param name="Piece">Longest wait for more bytes of a body.</param>
/// <param name="FirstPause">Pause before the second try; doubled for each further one.</param>
/// <param name="MaxTries">Tries in all.</param>
internal sealed record OciPace(TimeSpan Answer, TimeSpan Piece, TimeSpan FirstPause, int MaxTries)
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    public static OciPace Default { get; } =
        new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(500), MaxTries: 4);

    /// <param name="tries">Tries so far, from 1.</param>
    /// <param name="answer">What the registry said; null where it said nothing.</param>
    /// <param name="now">The time.</param>
    public TimeSpan PauseAfter(int tries, HttpResponseMessage? answer, DateTimeOffset now)
    {
        var header = answer?.Headers.RetryAfter;
        var pause = header?.Delta ?? (header?.Date - now) ?? FirstPause * Math.Pow(2, tries - 1);
        return pause < TimeSpan.Zero ? TimeSpan.Zero
            : pause > MaxPause ? MaxPause
            : pause;
    }
}
