using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Serverless.Hosts.Aws.Runtime;

/// <summary>The Lambda Runtime API, version 2018-06-01 (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).</summary>
internal sealed class RuntimeApi : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="authority">AWS_LAMBDA_RUNTIME_API: host and port.</param>
    public RuntimeApi(string authority) =>
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            }
        )
        {
            BaseAddress = new Uri($"http://{authority}/2018-06-01/runtime/"),
            Timeout = Timeout.InfiniteTimeSpan, // the process may be frozen while it waits for the next call
        };

    /// <exception cref="RuntimeApiException">The API is broken, or we called it out of order.</exception>
    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, "invocation/next", null, cancellationToken);
        var id = Header(response, "Lambda-Runtime-Aws-Request-Id") ?? throw new RuntimeApiException("invocation/next named no request.");
        var deadline = long.TryParse(
            Header(response, "Lambda-Runtime-Deadline-Ms"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var milliseconds
        )
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : (DateTimeOffset?)null;
        return new Invocation(id, deadline, Header(response, "Lambda-Runtime-Trace-Id"), await ReadAsync(response, cancellationToken));
    }

    /// <exception cref="RuntimeApiException">The API is broken, or we called it out of order.</exception>
    public async Task AnswerAsync(string id, InvocationResult result)
    {
        using HttpContent content = result.ErrorType is null
            ? new ReadOnlyMemoryContent(result.Payload) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }
            : Error(result.ErrorType, result.ErrorMessage!);
        using var response = await SendAsync(
            HttpMethod.Post,
            $"invocation/{id}/{(result.ErrorType is null ? "response" : "error")}",
            content,
            CancellationToken.None
        );
    }

    public async Task InitFailedAsync(string type, string message)
    {
        using var content = Error(type, message);
        using var response = await SendAsync(HttpMethod.Post, "init/error", content, CancellationToken.None);
    }

    /// <summary>Waits in the snapshot; comes back in a restored process.</summary>
    public async Task RestoreNextAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, "restore/next", null, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted)
                return response;
            using (response)
                throw new RuntimeApiException($"{method} {path} was answered {(int)response.StatusCode}.");
        }
        catch (HttpRequestException error)
        {
            throw new RuntimeApiException($"{method} {path}: {error.Message}");
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new RuntimeApiException($"invocation/next was cut off: {error.Message}");
        }
    }

    private static ByteArrayContent Error(string type, string message)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("errorMessage", message);
            writer.WriteString("errorType", type[(type.IndexOf('.', StringComparison.Ordinal) + 1)..]);
            writer.WriteStartArray("stackTrace");
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        var content = new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.aws.lambda.error+json");
        content.Headers.Add("Lambda-Runtime-Function-Error-Type", type);
        return content;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
