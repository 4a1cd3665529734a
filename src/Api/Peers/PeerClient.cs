using System.Net.Http.Headers;
using Serverless.Settings;

namespace Serverless.Api.Peers;

/// <summary>Asks another host of this product, within limits. The trace of the request goes with it (W3C Trace Context).</summary>
internal sealed class PeerClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly PeerSettings _peer;
    private readonly HttpClient _http;

    /// <param name="peer">The host.</param>
    /// <param name="maxAnswerBytes">Largest answer that is taken.</param>
    public PeerClient(PeerSettings peer, long maxAnswerBytes)
    {
        _peer = peer;
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // neither key nor picture goes anywhere else
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), // so that new instances behind a name get their share
        };
        _http = new HttpClient(sockets) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = maxAnswerBytes };
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="path">The path below the host's address, with a slash before it, and perhaps a query.</param>
    /// <param name="content">The body.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="cancellationToken">Ends the call, the timeout of the settings included.</param>
    /// <exception cref="HttpRequestException">The host cannot be reached, broke off, or answers too much.</exception>
    /// <exception cref="IOException">It broke off.</exception>
    public async Task<PeerAnswer> PostAsync(
        string path,
        HttpContent content,
        IEnumerable<(string Name, string Value)> headers,
        CancellationToken cancellationToken
    )
    {
        var address = new Uri(_peer.Address.AbsoluteUri.TrimEnd('/') + path);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (_peer.Key is { } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        return new PeerAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, body);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What another host answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="MediaType">Media type of the body; null where it says none.</param>
/// <param name="Body">The whole body.</param>
internal sealed record PeerAnswer(int Status, string? MediaType, byte[] Body);
