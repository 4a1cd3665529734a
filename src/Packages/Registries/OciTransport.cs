using System.Net;
using System.Net.Http.Headers;
using Serverless.Core;

namespace Serverless.Packages.Registries;

/// <summary>
/// Sends requests to one repository: authenticated, redirects followed by hand (the registry's credentials stay with the registry), and
/// tried again after 429 (when it says), 5xx and broken connections.
/// </summary>
internal sealed class OciTransport : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly HttpClient _client;
    private readonly OciAuthorizer _authorizer;
    private readonly OciAddress _address;
    private readonly TimeProvider _clock;

    public OciTransport(OciAddress address, OciCredentials credentials, TimeProvider clock, OciPace pace)
    {
        (_address, _clock, Pace) = (address, clock, pace);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(20),
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, BaseAddress = address.Root };
        _authorizer = new OciAuthorizer(_client, address, credentials, clock);
    }

    public OciPace Pace { get; }

    /// <summary>The path of something in the repository.</summary>
    public Uri At(string path) => new(_address.Root, $"v2/{_address.Repository}/{path}");

    /// <summary>Sends a request that may be sent again.</summary>
    /// <param name="make">Makes it; called once a try.</param>
    /// <param name="actions">What it does: <see cref="OciAuthorizer.Pull"/> or <see cref="OciAuthorizer.Push"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, a success or 404, its body not read; or a failure.</returns>
    public async Task<Result<HttpResponseMessage, PackageFailure>> SendAsync(
        Func<HttpRequestMessage> make,
        string actions,
        CancellationToken cancellationToken
    )
    {
        for (var tries = 1; ; tries++)
        {
            var sent = await SendOnceAsync(make, actions, Pace.Answer, cancellationToken);
            if (!sent.TryGet(out var answer, out var failure))
            {
                if (failure.Kind != PackageFailureKind.TryAgain || tries == Pace.MaxTries)
                    return failure;
                await Task.Delay(Pace.PauseAfter(tries, null, _clock.GetUtcNow()), _clock, cancellationToken);
                continue;
            }

            if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound)
                return answer;
            using (answer)
            {
                var isWorthIt = answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
                if (!isWorthIt || tries == Pace.MaxTries)
                    return await OciFailures.ReadAsync(answer, _address.ToString(), cancellationToken);
                await Task.Delay(Pace.PauseAfter(tries, answer, _clock.GetUtcNow()), _clock, cancellationToken);
            }
        }
    }

    /// <summary>Sends a request once, or twice where the registry first wants to know who asks.</summary>
    /// <param name="make">Makes it.</param>
    /// <param name="actions">What it does.</param>
    /// <param name="timeout">Longest wait for the head of the answer, the request's own body included.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, whatever its status; or <c>broken_off</c>, <c>registry_slow</c>, <c>unauthenticated</c>.</returns>
    public async Task<Result<HttpResponseMessage, PackageFailure>> SendOnceAsync(
        Func<HttpRequestMessage> make,
        string actions,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var answer = await FollowAsync(make, actions, either.Token);
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
                return answer;
            using (answer)
            {
                if (await _authorizer.MeetAsync(answer, actions, either.Token) is { } failure)
                    return failure;
            }

            answer = await FollowAsync(make, actions, either.Token);
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
                return answer;
            using (answer)
                return await OciFailures.ReadAsync(answer, _address.ToString(), either.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return OciFailures.BrokenOff(_address.ToString(), (error.InnerException ?? error).Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return OciFailures.Slow(_address.ToString());
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(Func<HttpRequestMessage> make, string actions, CancellationToken cancellationToken)
    {
        Uri? target = null;
        for (var hops = 0; ; hops++)
        {
            using var request = make();
            target ??= request.RequestUri!;
            request.RequestUri = target;
            if (!OciAddress.IsSafe(target))
                throw new HttpRequestException("it leads to an address without encryption");
            if (target.Authority == _address.Root.Authority)
                request.Headers.Authorization = _authorizer.HeaderFor(actions);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("captions", "0.1"));
            var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
                return answer;
            answer.Dispose();
            target = new Uri(target, location);
            if (hops == MaxRedirects || (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head))
                throw new HttpRequestException("too many redirects");
        }
    }
}
