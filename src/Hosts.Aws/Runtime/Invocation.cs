namespace Serverless.Hosts.Aws.Runtime;

/// <summary>One call to the function, as <c>GET /runtime/invocation/next</c> gives it.</summary>
/// <param name="Id">Names it in both answers.</param>
/// <param name="Deadline">When Lambda ends the process; null where it does not say.</param>
/// <param name="TraceId">The X-Ray header; null without one.</param>
/// <param name="Event">The bytes the caller sent.</param>
internal sealed record Invocation(string Id, DateTimeOffset? Deadline, string? TraceId, ReadOnlyMemory<byte> Event);
