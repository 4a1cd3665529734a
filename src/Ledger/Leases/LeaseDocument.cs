namespace Serverless.Ledger.Leases;

/// <summary>Who changes something now, as <c>leases/WHAT.json</c> has it.</summary>
/// <param name="Run">The run that holds it; null once it was given back.</param>
/// <param name="Actor">Who started that.</param>
/// <param name="Holder">The process.</param>
/// <param name="ExpiresAt">Until when it holds unless it is renewed.</param>
/// <param name="StopReason">Why the holder is asked to go back; null where it is not.</param>
public sealed record LeaseDocument(string? Run, string Actor, LeaseHolder Holder, DateTimeOffset ExpiresAt, string? StopReason = null);

/// <summary>A process of a machine.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="Process">The process's number there.</param>
/// <param name="StartedAt">When it started: numbers are used again.</param>
public sealed record LeaseHolder(string Machine, int Process, DateTimeOffset StartedAt);
