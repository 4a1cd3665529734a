using System.Net.Http.Headers;
using Serverless.Core;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>Requests of smoke tests over HTTP.</summary>
internal static class HttpProbes
{
    /// <summary>Sends one.</summary>
    /// <param name="client">The client.</param>
    /// <param name="address">Where the revision is.</param>
    /// <param name="request">The request.</param>
    /// <param name="headers">Headers besides its own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Result<ProbeResponse, TargetFailure>> SendAsync(
        HttpClient client,
        Uri address,
        ProbeRequest request,
        IReadOnlyDictionary<string, string> headers,
        CancellationToken cancellationToken
    )
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(address, request.Path));
        foreach (var (name, value) in headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            if (request.MediaType is { } type)
                message.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        return await ExchangeAsync(client, message, cancellationToken);
    }

    /// <summary>Sends any message and reads its answer whole.</summary>
    public static async Task<Result<ProbeResponse, TargetFailure>> ExchangeAsync(
        HttpClient client,
        HttpRequestMessage message,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var response = await client.SendAsync(message, cancellationToken);
            return new ProbeResponse((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return TargetFailure.Unreachable($"{message.Method} {message.RequestUri}: {error.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return TargetFailure.Unreachable($"{message.Method} {message.RequestUri}: no answer in time.");
        }
    }
}
