namespace Serverless.Hosts.Contract.Tests.Platforms;

/// <summary>A request as a caller makes it.</summary>
internal sealed record HostRequest(string Method, string PathAndQuery, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body);

/// <summary>An answer as a caller gets it; header names lower case.</summary>
internal sealed record HostAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>A host behind its platform.</summary>
internal interface IPlatform : IAsyncDisposable
{
    HostProcess Host { get; }

    Task<HostAnswer> SendAsync(HostRequest request);
}
