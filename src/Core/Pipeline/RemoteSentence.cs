namespace Serverless.Core.Pipeline;

/// <summary>What a remote captioner said of a picture.</summary>
/// <param name="Text">The sentence; null where there is none that could be judged.</param>
/// <param name="Milliseconds">How long the call took.</param>
internal sealed record RemoteSentence(string? Text, double Milliseconds)
{
    /// <summary>Timings with the call as generation.</summary>
    public StageTimings AddTo(StageTimings timings) =>
        timings with
        {
            Generate = timings.Generate + Milliseconds,
            Total = timings.Total + Milliseconds,
        };
}
