using Serverless.LocalTargets.Processes;
using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.State;

/// <summary>What survives the program: <c>state.json</c>. Holds settings, so only its owner may read it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Target">Platform.</param>
/// <param name="Environment">dev, preprod or prod.</param>
/// <param name="ControlPort">Port of the control API; taken again if it is free.</param>
/// <param name="CaptionPort">Port of the front; likewise.</param>
/// <param name="Revisions">All, running or not.</param>
/// <param name="Traffic">Percent by revision.</param>
/// <param name="TrafficVersion">Grows with every change.</param>
internal sealed record TargetState(
    int SchemaVersion,
    string Target,
    string Environment,
    int ControlPort,
    int CaptionPort,
    IReadOnlyList<RevisionRecord> Revisions,
    IReadOnlyDictionary<string, int> Traffic,
    long TrafficVersion
);

/// <summary>A revision with what was known of it.</summary>
internal sealed record RevisionRecord(
    RevisionDefinition Definition,
    RevisionState State,
    string? Reason,
    IReadOnlyList<ProcessIdentity> Processes
);

/// <summary>Where a program that serves can be found: <c>target.json</c>, written once it listens.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="StartTime">When that started: with the number it is the one process.</param>
/// <param name="Target">Platform.</param>
/// <param name="Environment">dev, preprod or prod.</param>
/// <param name="ControlUrl">The control API.</param>
/// <param name="CaptionUrl">The front.</param>
internal sealed record TargetAddress(int Pid, long StartTime, string Target, string Environment, string ControlUrl, string CaptionUrl);
