using System.Net.Http.Headers;

namespace Serverless.Storage.Gcp;

/// <summary>
/// Requests to the JSON API (cloud.google.com/storage/docs/json_api/v1/objects): authorised, and tried again at most twice as cloud.google.com/storage/docs/retry-strategy has it.
/// A write that is tried again puts the same bytes, so at worst it meets itself.
/// </summary>
/// <param name="http">Sends; without a timeout of its own.</param>
/// <param name="endpoint">The address of the service, without a slash at the end.</param>
/// <param name="identity">Who asks; null for an emulator.</param>
/// <param name="patience">How long the service may keep silent before it answers.</param>
internal sealed class StorageClient(HttpClient http, string endpoint, GoogleIdentity? identity, TimeSpan patience)
{
    private const int QuickTries = 2;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Sends; the answer's content is still to be read.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Below the endpoint, encoded, with its query.</param>
    /// <param name="prepare">Adds headers and content, at every try anew.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        for (var tried = 0; ; tried++)
        {
            var isLast = tried == QuickTries;
            try
            {
                var answer = await SendOnceAsync(method, path, prepare, cancellationToken);
                if (isLast || !IsPassing((int)answer.StatusCode)) return answer;
                answer.Dispose();
            }
            catch (HttpRequestException) when (!isLast)
            {
                // once more
            }

            await Task.Delay((FirstPause * (1 << tried)) + TimeSpan.FromMilliseconds(Random.Shared.Next(100)), cancellationToken);
        }
    }

    private static bool IsPassing(int status) => status is 408 or 429 or 500 or 502 or 503 or 504;

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(endpoint + path));
        if (identity is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await identity.TokenAsync(cancellationToken));
        prepare?.Invoke(request);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (request.Content is null) silence.CancelAfter(patience); // an upload is as long as it is; its answer is bounded by the deadline of whoever asked
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
    }
}
