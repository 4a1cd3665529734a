using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Settings;

namespace Serverless.Fetching;

/// <summary>
/// Fetches a picture from the web for a caller without lending them this host's position in the network: http and https only, no
/// credentials, cookies or proxies that are not set; the address that is connected to is the one that was checked; redirects are followed
/// three times, each checked anew; bytes, time and fetches a minute are bounded.
/// </summary>
public sealed class UrlFetcher : IDisposable
{
    private const int MaxRedirects = 3,
        MaxLength = 4_096;

    private static readonly CaptionFailure Forbidden = new(
        FailureReason.UrlForbidden,
        "This address is not one that this host may fetch.",
        Field
    );

    private readonly UrlSettings _settings;
    private readonly long _maxBytes;
    private readonly AddressRules _rules;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly PartitionedRateLimiter<string> _rates;

    /// <summary>Makes one.</summary>
    /// <param name="settings">The bounds.</param>
    /// <param name="maxBytes">Largest picture.</param>
    /// <param name="rules">Addresses that may be connected to.</param>
    /// <param name="resolve">Names to addresses; null for the system's way.</param>
    /// <param name="clock">Measures the time.</param>
    public UrlFetcher(
        UrlSettings settings,
        long maxBytes,
        AddressRules rules,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve,
        TimeProvider clock
    )
    {
        (_settings, _maxBytes, _rules, _clock) = (settings, maxBytes, rules, clock);
        _resolve = resolve ?? ((name, token) => Dns.GetHostAddressesAsync(name, token));
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PreAuthenticate = false,
            MaxResponseHeadersLength = 32,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        };
        if (settings.Proxy is { } proxy)
            handler.Proxy = new WebProxy(proxy);
        else
            (handler.UseProxy, handler.ConnectCallback) = (false, ConnectAsync);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("caption", "1"));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("image/*"));
        _rates = PartitionedRateLimiter.Create<string, string>(caller =>
            RateLimitPartition.GetTokenBucketLimiter(
                caller,
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = settings.PerMinute,
                    TokensPerPeriod = settings.PerMinute,
                    ReplenishmentPeriod = TimeSpan.FromMinutes(1),
                    QueueLimit = 0,
                }
            )
        );
    }

    private const string Field = "image.url";

    /// <summary>Fetches.</summary>
    /// <param name="url">The address.</param>
    /// <param name="caller">For whom, to count by.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    public async Task<Result<byte[], CaptionFailure>> FetchAsync(string url, string caller, CancellationToken cancellationToken)
    {
        if (Check(url) is not { } address)
            return Forbidden;
        using var lease = _rates.AttemptAcquire(caller);
        if (!lease.IsAcquired)
            return new CaptionFailure(FailureReason.Busy, "This caller has used up its fetches for the moment.", Field);
        using var time = new CancellationTokenSource(_settings.Time, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            return await FollowAsync(address, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable(
                FormattableString.Invariant($"Nothing whole came from the address within {_settings.Time.TotalSeconds} seconds.")
            );
        }
        catch (HttpRequestException error) when (error.InnerException is ForbiddenAddressException)
        {
            return Forbidden;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Unreachable("Nothing came from the address.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _rates.Dispose();
    }

    private static CaptionFailure Unreachable(string detail) => new(FailureReason.UrlUnreachable, detail, Field);

    private async Task<Result<byte[], CaptionFailure>> FollowAsync(Uri address, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (
                response.StatusCode
                is not (
                    HttpStatusCode.MovedPermanently
                    or HttpStatusCode.Found
                    or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect
                    or HttpStatusCode.PermanentRedirect
                )
            )
                return await ReadAsync(response, cancellationToken);
            if (redirects == MaxRedirects)
                return Unreachable(FormattableString.Invariant($"The address redirects more than {MaxRedirects} times."));
            if (
                response.Headers.Location is not { } location
                || !Uri.TryCreate(address, location, out var next)
                || Check(next.OriginalString) is not { } target
            )
                return Forbidden;
            if (address.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps)
                return Forbidden;
            address = target;
        }
    }

    private async Task<Result<byte[], CaptionFailure>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            return Unreachable(FormattableString.Invariant($"The address answered {(int)response.StatusCode}."));
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var read = await BodyReader.ReadAsync(body, response.Content.Headers.ContentLength, _maxBytes, cancellationToken);
        if (!read.TryGet(out var sent, out _))
            return TooLarge();
        if (sent.Length == 0)
            return Unreachable("The address answered without a body.");
        // The request accepts no compression; servers with compressed files send them all the same.
        var coding = string.Join(',', response.Content.Headers.ContentEncoding);
        if (ContentCoding.Decode(coding, sent, _maxBytes, Field).TryGet(out var plain, out var failure))
            return plain.Bytes.ToArray();
        return failure.Reason == FailureReason.BodyTooLarge
            ? TooLarge()
            : Unreachable($"The address answered in a form that cannot be read. {failure.Detail}");
    }

    private CaptionFailure TooLarge() =>
        new(
            FailureReason.UrlTooLarge,
            FormattableString.Invariant($"More than the {_maxBytes} bytes that are taken came from the address."),
            Field
        );

    /// <summary>The address, if it can be one that is fetched; where its name leads is checked at the connection.</summary>
    private Uri? Check(string url)
    {
        if (url.Length > MaxLength || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return null;
        if (address.UserInfo.Length > 0 || address.Host.Length == 0 || (address.Port is not (80 or 443) && address.Port < 1_024))
            return null;
        return IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var literal) && !_rules.Allows(literal) ? null : address;
    }

    /// <summary>
    /// Connects to an address that has been checked, never to a name: a second answer of the name server cannot lead elsewhere.
    /// </summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        var allowed = addresses.Where(_rules.Allows).ToArray();
        if (allowed.Length == 0)
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new ForbiddenAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class ForbiddenAddressException() : Exception("Every address of the name is forbidden.");
}
