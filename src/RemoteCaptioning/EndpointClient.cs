using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Http.Resilience;
using OpenAI;
using OpenAI.Chat;
using Polly;

namespace Serverless.RemoteCaptioning;

/// <summary>The client of an endpoint: the OpenAI SDK over a connection of ours, which does the tries and timeouts.</summary>
internal static class EndpointClient
{
    private const string NoKey = "none"; // the SDK wants one; it is not sent

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    public static IChatClient Create(EndpointOptions options, HttpClient http)
    {
        var client = new OpenAIClientOptions
        {
            Endpoint = options.Address,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        return new ChatClient(options.Model, new ApiKeyCredential(options.Key ?? NoKey), client).AsIChatClient();
    }

    /// <summary>Redirects are not followed: neither key nor picture goes anywhere else.</summary>
    public static HttpClient Connect(EndpointOptions options, TimeProvider clock)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock };
        if (options.Retries > 0)
        {
            builder.AddRetry(
                new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = options.Retries,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = FirstPause,
                    UseJitter = true,
                    ShouldRetryAfterHeader = true,
                }
            );
        }

        var pipeline = builder.AddTimeout(options.Timeout).Build();
        var handler = new ResilienceHandler(pipeline) { InnerHandler = new EndpointHandler(options.Key is not null, sockets) };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// Greedy, and no longer than a sentence. OpenAI's own models take <c>max_completion_tokens</c> alone, other servers know
    /// <c>max_tokens</c>.
    /// </summary>
    public static ChatOptions OptionsOf(EndpointOptions options)
    {
        if (options.Address.Host.EndsWith("openai.com", StringComparison.Ordinal))
            return new ChatOptions { MaxOutputTokens = options.MaxTokens, Temperature = 0 };
        return new ChatOptions
        {
            Temperature = 0,
            RawRepresentationFactory = _ =>
            {
                var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // the only way to the older name
                raw.Patch.Set("$.max_tokens"u8, options.MaxTokens);
#pragma warning restore SCME0001
                return raw;
            },
        };
    }
}
