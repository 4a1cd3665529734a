namespace Serverless.Hosts.Aws.Runtime;

/// <summary>The Runtime API is broken or says that we are: the process must end.</summary>
internal sealed class RuntimeApiException(string message) : Exception(message);
