using System.Diagnostics.Metrics;
using Serverless.Core.Service;

namespace Serverless.Events;

/// <summary>Counts events by their outcomes. What may stand in a tag is bounded: a kind of no table is <c>_OTHER</c>.</summary>
internal static class EventTelemetry
{
    private const string Other = "_OTHER";

    private static readonly Meter Meter = new(CaptionTelemetry.SourceName);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "caption.events",
        "{event}",
        "Upload events by how they ended."
    );

    public static void Count(EventOutcome outcome) => Events.Add(1, new KeyValuePair<string, object?>("outcome", outcome.Name));

    public static void Count(EventNote note) =>
        Events.Add(
            1,
            new("outcome", note.Reason.ToString().ToLowerInvariant()),
            new("kind", EventKinds.IsKnown(note.Kind) ? note.Kind : Other)
        );
}
