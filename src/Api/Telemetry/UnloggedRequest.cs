namespace Serverless.Api.Telemetry;

/// <summary>A feature of requests that no caller sent, such as a server's own at its start: they have no log line.</summary>
public sealed class UnloggedRequest;
