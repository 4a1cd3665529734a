using Serverless.Monitoring.Counting;

namespace Serverless.Monitoring.Storing;

/// <summary>What all instances counted of one model in a window.</summary>
/// <param name="Start">When it begins, UTC.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Model">The model.</param>
/// <param name="Measure">Which reference's axes and words were counted by; null for none.</param>
/// <param name="Sketch">What was counted.</param>
public sealed record TrafficWindow(DateTimeOffset Start, TimeSpan Length, TrafficModel Model, string? Measure, TrafficSketch Sketch)
{
    /// <summary>When the window of a time begins.</summary>
    /// <param name="time">The time.</param>
    /// <param name="seconds">Length of windows.</param>
    public static DateTimeOffset StartAt(DateTimeOffset time, int seconds) => TrafficKeys.StartOf(time, seconds);
}

/// <summary>A model whose traffic was counted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Its digest.</param>
public sealed record TrafficModel(string Name, string Version, string Digest);
