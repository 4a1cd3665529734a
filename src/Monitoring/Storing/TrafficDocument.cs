using Serverless.Monitoring.Counting;

namespace Serverless.Monitoring.Storing;

/// <summary>What one instance counted of a window, or of a part of it; written once.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Start">When the window begins, UTC.</param>
/// <param name="Seconds">How long it is.</param>
/// <param name="Instance">Who counted.</param>
/// <param name="Dropped">Earlier parts that this instance lost, since nothing could be written for too long.</param>
/// <param name="Models">What each model said.</param>
internal sealed record TrafficDocument(
    int SchemaVersion,
    DateTimeOffset Start,
    int Seconds,
    string Instance,
    long Dropped,
    IReadOnlyList<ModelTrafficDocument> Models
)
{
    public const int CurrentSchema = 1;
}

/// <summary>What was counted of one model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Measure"><see cref="Reference.DriftReference.Measure"/>; null where there was no reference.</param>
/// <param name="Sketch">What was counted.</param>
internal sealed record ModelTrafficDocument(string Name, string Version, string Digest, string? Measure, SketchDocument Sketch);
