using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Serverless.Ledger;

namespace Serverless.Delivery.Migration;

/// <summary>Whether a target captions, before anybody depends on it.</summary>
internal interface ITargetSmoke
{
    /// <summary>Tries it.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is wrong; null where it captions.</returns>
    Task<DeliveryFailure?> TryAsync(CancellationToken cancellationToken);
}

/// <summary>Posts one picture and reads what comes back.</summary>
/// <param name="client">Sends it.</param>
/// <param name="captionUrl">The target's address.</param>
/// <param name="picture">The picture's bytes.</param>
/// <param name="key">An API key; null where none is needed.</param>
internal sealed class TargetSmoke(HttpClient client, Uri captionUrl, byte[] picture, string? key) : ITargetSmoke
{
    public async Task<DeliveryFailure?> TryAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(captionUrl, "/v1/captions"));
        request.Content = new ByteArrayContent(picture);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        try
        {
            using var answer = await client.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
                return Refused(FormattableString.Invariant($"answers {(int)answer.StatusCode} to a picture"));
            return
                Documents.Read(System.Text.Encoding.UTF8.GetBytes(text)) is JsonObject document
                && Documents.TextOf(document, "id") is not null
                && Documents.TextOf(document, "verdict") is not null
                ? null
                : Refused("answers a picture with something that is no caption");
        }
        catch (HttpRequestException error)
        {
            return Refused($"cannot be reached: {error.Message}");
        }
    }

    private DeliveryFailure Refused(string what) =>
        DeliveryFailure.Refused($"{captionUrl} {what}. Traffic stays where it is; mend the target and run this again.");
}
