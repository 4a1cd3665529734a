namespace Serverless.LocalTargets.Measures;

/// <summary>A window of a revision's requests.</summary>
/// <param name="Requests">All that reached it.</param>
/// <param name="Errors">Answered 5xx.</param>
/// <param name="Throttled">Answered 429.</param>
/// <param name="Refused">Caption documents whose verdict is <c>refused</c>.</param>
/// <param name="Captioned">Caption documents with another verdict.</param>
/// <param name="LatencyMs">From arrival to the answer's end.</param>
/// <param name="Since">The window's beginning: what was asked for, or the oldest that is kept.</param>
internal sealed record RevisionFigures(
    int Requests,
    int Errors,
    int Throttled,
    int Refused,
    int Captioned,
    LatencyFigures LatencyMs,
    DateTimeOffset Since
);

/// <summary>Quantiles in milliseconds by nearest rank; null without requests.</summary>
internal sealed record LatencyFigures(double? P50, double? P95);
