namespace Serverless.Hosts.Aws.Runtime;

/// <summary>What is posted for an invocation: a result, or an error that makes Lambda try again or give up.</summary>
/// <param name="Payload">The result's bytes.</param>
/// <param name="ErrorType"><c>Function.X</c> or <c>Runtime.X</c>, letters only; null for a result.</param>
/// <param name="ErrorMessage">What is wrong.</param>
internal sealed record InvocationResult(ReadOnlyMemory<byte> Payload, string? ErrorType = null, string? ErrorMessage = null)
{
    public static InvocationResult Failed(string type, string message) => new(ReadOnlyMemory<byte>.Empty, type, message);
}
