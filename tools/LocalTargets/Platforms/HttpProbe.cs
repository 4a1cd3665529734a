using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.LocalTargets.Platforms;

/// <summary>A platform's own GET.</summary>
internal static class HttpProbe
{
    public static async Task<HostAnswer> AskAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(path, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new HostAnswer((int)response.StatusCode, new Dictionary<string, string>(), body);
    }
}
