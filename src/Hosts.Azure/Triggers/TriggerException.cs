namespace Serverless.Hosts.Azure.Triggers;

/// <summary>Fails an invocation: the one way to tell the Functions host that a message or a blob is to be delivered again.</summary>
/// <param name="function">The function.</param>
/// <param name="reason">Why; no name of an object, no words about a picture.</param>
internal sealed class TriggerException(string function, string reason) : Exception($"{function}: {reason}");
