using System.Net;
using System.Net.Http.Headers;
using Serverless.Core;

namespace Serverless.Packages.Hub;

/// <summary>
/// Asks the hub: follows redirects by hand, so that the token goes to the hub alone, and tries again after 429 (when it says), 5xx and
/// broken connections.
/// </summary>
internal sealed class HubConnection(HttpClient client, HubSettings settings, TimeProvider clock)
{
    private const int MaxRedirects = 8;

    public const int MaxTries = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(2);

    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Asks until there is an answer that trying again would not change.</summary>
    /// <param name="path">The path behind the endpoint.</param>
    /// <param name="offset">The first byte wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, whatever its status, its body not read; or <c>broken_off</c>.</returns>
    public async Task<Result<HttpResponseMessage, PackageFailure>> GetAsync(string path, long offset, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            PackageFailure failure;
            var pause = PauseAfter(tries);
            try
            {
                var answer = await FollowAsync(new Uri(settings.Endpoint, path), offset, cancellationToken);
                if (!IsWorthAnotherTry(answer.StatusCode) || tries == MaxTries)
                    return answer;
                pause = Wanted(answer) ?? pause;
                answer.Dispose();
                failure = HubFailures.BrokenOff(path, "busy");
            }
            catch (HttpRequestException error)
            {
                failure = HubFailures.BrokenOff(path, error.Message);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                failure = HubFailures.BrokenOff(path, "no answer in time");
            }

            if (tries == MaxTries)
                return failure;
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    /// <summary>How long to wait before another try.</summary>
    /// <param name="tries">Tries so far, from 1.</param>
    public static TimeSpan PauseAfter(int tries) => FirstPause * Math.Pow(2, tries - 1);

    private async Task<HttpResponseMessage> FollowAsync(Uri address, long offset, CancellationToken cancellationToken)
    {
        for (var hops = 0; ; hops++)
        {
            var answer = await SendAsync(address, offset, cancellationToken);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
                return answer;
            answer.Dispose();
            address = new Uri(address, location);
            if (hops == MaxRedirects)
                throw new HttpRequestException("too many redirects");
            if (!HubSettings.IsSafe(address))
                throw new HttpRequestException("a redirect leads to an address without encryption");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, long offset, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("captions", "0.1"));
        if (settings.Token is { } token && IsHub(address))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (offset > 0)
            request.Headers.Range = new RangeHeaderValue(offset, null);
        using var timeout = new CancellationTokenSource(AnswerTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
    }

    private bool IsHub(Uri address) => address.Scheme == settings.Endpoint.Scheme && address.Authority == settings.Endpoint.Authority;

    private static bool IsWorthAnotherTry(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private TimeSpan? Wanted(HttpResponseMessage answer)
    {
        var header = answer.Headers.RetryAfter;
        var pause = header?.Delta ?? (header?.Date - clock.GetUtcNow());
        return pause is not { } wanted ? null
            : wanted < TimeSpan.Zero ? TimeSpan.Zero
            : wanted > MaxPause ? MaxPause
            : wanted;
    }
}
