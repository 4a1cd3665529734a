using Google.Apis.Http;
using Google.Apis.Util;

namespace Serverless.Storage.Gcp;

/// <summary>
/// Google's HTTP client with a timeout and at most two retries as cloud.google.com/storage/docs/retry-strategy has it: for every request
/// alike, in place of minutes. A write that is tried again puts the same bytes, so at worst it meets itself.
/// </summary>
/// <param name="timeout">How long the service may take to respond.</param>
internal sealed class RetryingHttpClientFactory(TimeSpan timeout) : HttpClientFactory, IHttpClientFactory
{
    private const int MaxRetries = 2;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    ConfigurableHttpClient IHttpClientFactory.CreateHttpClient(CreateHttpClientArgs args)
    {
        var client = CreateHttpClient(args);
        client.Timeout = Timeout.InfiniteTimeSpan; // an upload is as long as it is
        var again = new BackOffHandler(
            new BackOffHandler.Initializer(new ExponentialBackOff())
            {
                HandleExceptionFunc = error => error is HttpRequestException,
                HandleUnsuccessfulResponseFunc = response => (int)response.StatusCode is 408 or 429 or 500 or 502 or 503 or 504,
            }
        );
        client.MessageHandler.NumTries = MaxRetries + 1;
        client.MessageHandler.FollowRedirect = false;
        client.MessageHandler.AddUnsuccessfulResponseHandler(again);
        client.MessageHandler.AddExceptionHandler(again);
        return client;
    }

    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) =>
        new TimeoutHandler(timeout)
        {
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            },
        };

    private sealed class ExponentialBackOff : IBackOff
    {
        public int MaxNumOfRetries => MaxRetries;

        public TimeSpan GetNextBackOff(int currentRetry) =>
            (FirstDelay * (1 << (currentRetry - 1))) + TimeSpan.FromMilliseconds(Random.Shared.Next(100));
    }

    /// <summary>Ends a request without response headers; an upload's answer is bounded by the caller's deadline.</summary>
    private sealed class TimeoutHandler(TimeSpan timeout) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is not null)
                return await base.SendAsync(request, cancellationToken);
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            silence.CancelAfter(timeout);
            return await base.SendAsync(request, silence.Token);
        }
    }
}
