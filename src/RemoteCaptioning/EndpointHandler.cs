namespace Serverless.RemoteCaptioning;

/// <summary>Reads an answer whole, within a limit, where a cut still is tried again; sends no key where there is none.</summary>
internal sealed class EndpointHandler(bool hasKey, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxBytes = 1 << 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!hasKey)
            request.Headers.Authorization = null;
        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken);
        return answer;
    }
}
