using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Serverless.Packages.Registries;

/// <summary>Meets a registry's challenges: Basic, or tokens that are kept for as long as they are good.</summary>
internal sealed class OciAuthorizer(HttpClient client, OciAddress address, OciCredentials credentials, TimeProvider clock)
{
    private const double DefaultSeconds = 60; // the specification's

    private readonly ConcurrentDictionary<string, (AuthenticationHeaderValue Header, DateTimeOffset Until)> _headers = new();

    public static string Pull => "pull";

    public static string Push => "pull,push";

    /// <summary>What to send with a request; null where nothing is known yet.</summary>
    /// <param name="actions">What is to be done.</param>
    public AuthenticationHeaderValue? HeaderFor(string actions) =>
        _headers.TryGetValue(actions, out var kept) && kept.Until > clock.GetUtcNow() ? kept.Header : null;

    /// <summary>Meets the challenge of a 401.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="actions">What was to be done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where another try is worth while; else why not.</returns>
    public async Task<PackageFailure?> MeetAsync(HttpResponseMessage answer, string actions, CancellationToken cancellationToken)
    {
        var what = address.ToString();
        if (OciChallenge.Of(answer.Headers) is not { } challenge || (challenge.IsBasic && credentials.IsNone))
            return await OciFailures.ReadAsync(answer, what, cancellationToken);
        if (challenge.IsBasic)
        {
            _headers[actions] = (new AuthenticationHeaderValue("Basic", credentials.Basic), DateTimeOffset.MaxValue);
            return null;
        }

        using var request = RequestOf(challenge, actions);
        using var tokens = await client.SendAsync(request, cancellationToken);
        if (!tokens.IsSuccessStatusCode)
            return await OciFailures.ReadAsync(tokens, what, cancellationToken);
        return Keep(await tokens.Content.ReadAsStringAsync(cancellationToken), actions)
            ? null
            : OciFailures.Unexpected(what, "The place of tokens gives none.");
    }

    private HttpRequestMessage RequestOf(OciChallenge challenge, string actions)
    {
        var scope = $"repository:{address.Repository}:{actions}";
        if (credentials.IdentityToken is { } refresh)
        {
            var form = new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = refresh,
                ["client_id"] = "captions",
                ["service"] = challenge.Service ?? "",
                ["scope"] = scope,
            };
            return new HttpRequestMessage(HttpMethod.Post, challenge.Realm) { Content = new FormUrlEncodedContent(form) };
        }

        var query = $"scope={Uri.EscapeDataString(scope)}";
        if (challenge.Service is { } service)
            query = $"service={Uri.EscapeDataString(service)}&{query}";
        var target = new UriBuilder(challenge.Realm!);
        target.Query = target.Query.Length > 1 ? $"{target.Query[1..]}&{query}" : query;
        var request = new HttpRequestMessage(HttpMethod.Get, target.Uri);
        if (!credentials.IsNone)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials.Basic);
        return request;
    }

    private bool Keep(string text, string actions)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(text, RegistryJson.Default.RegistryToken);
            if (answer is null || (answer.Token ?? answer.AccessToken) is not { Length: > 0 } token)
                return false;
            var seconds = Math.Clamp(answer.ExpiresIn ?? DefaultSeconds, 1, 3600);
            _headers[actions] = (new AuthenticationHeaderValue("Bearer", token), clock.GetUtcNow().AddSeconds(seconds * 0.9));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
