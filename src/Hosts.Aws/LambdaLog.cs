using Microsoft.Extensions.Logging;
using Serverless.Api.Telemetry;
using Serverless.Hosts.Aws.Runtime;

namespace Serverless.Hosts.Aws;

/// <summary>Log lines as CloudWatch's readers take them: each says which call it belongs to.</summary>
internal static class LambdaLog
{
    public static JsonLog Lines { get; } = new(Console.OpenStandardOutput(), TimeProvider.System);

    public static ILoggerProvider Provider { get; } = new JsonLogProvider(Lines, FieldOf, OfInvocation);

    /// <summary>The trace is X-Ray's own header, by which its console finds the line.</summary>
    private static (string Name, object? Value)? FieldOf(string name, object? value) =>
        name == "Trace" ? null : (char.ToLowerInvariant(name[0]) + name[1..], value);

    private static IEnumerable<(string Name, object? Value)> OfInvocation() =>
        CurrentInvocation.Value is { } invocation ? [("requestId", invocation.Id), ("trace", invocation.TraceId)] : [];
}
