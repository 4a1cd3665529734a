using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;

namespace Serverless.Storage.Gcp;

/// <summary>
/// Credentials in a client. The library says "no token" with an <see cref="InvalidOperationException"/>, which may be anything; here,
/// where tokens are made, it is distinguished.
/// </summary>
/// <param name="credential">The credentials.</param>
internal sealed class GoogleIdentity(IConfigurableHttpClientInitializer credential)
    : IConfigurableHttpClientInitializer,
        IHttpExecuteInterceptor,
        IHttpUnsuccessfulResponseHandler
{
    private IHttpExecuteInterceptor? _inner;

    public void Initialize(ConfigurableHttpClient httpClient)
    {
        credential.Initialize(httpClient);
        _inner = httpClient.MessageHandler.Credential;
        httpClient.MessageHandler.Credential = this;
    }

    public async Task InterceptAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            if (_inner is not null)
                await _inner.InterceptAsync(request, cancellationToken);
        }
        catch (Exception error) when (error is InvalidOperationException or TokenResponseException)
        {
            throw new NoTokenException(error);
        }
    }

    public async Task<bool> HandleResponseAsync(HandleUnsuccessfulResponseArgs args) =>
        _inner is IHttpUnsuccessfulResponseHandler handler && await handler.HandleResponseAsync(args);
}

/// <summary>The credentials give no token.</summary>
/// <param name="cause">The library's error.</param>
internal sealed class NoTokenException(Exception cause) : Exception(cause.Message, cause);
