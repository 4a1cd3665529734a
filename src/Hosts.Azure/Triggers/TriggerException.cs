namespace Serverless.Hosts.Azure.Triggers;

/// <summary>Fails an invocation: the only way to have the Functions host deliver a message or a blob again.</summary>
/// <param name="function">The function.</param>
/// <param name="reason">Why; no name of an object, no caption.</param>
internal sealed class TriggerException(string function, string reason) : Exception($"{function}: {reason}");
