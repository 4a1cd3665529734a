using System.Net.Http.Headers;
using System.Text.Json;
using Serverless.Core;

namespace Serverless.Hosts.Aws.Secrets;

/// <summary>Why a secret could not be read.</summary>
/// <param name="Why">A sentence that names the ARN and never the secret.</param>
internal sealed record SecretFailure(string Why);

/// <summary>
/// Reads secrets with the function's own role, by one call each of two services: the vendor's clients would weigh more than that.
/// </summary>
/// <param name="http">Sends.</param>
/// <param name="clock">Gives the times of signatures.</param>
/// <param name="environment">Reads environment variables.</param>
internal sealed class SecretClient(HttpClient http, TimeProvider clock, Func<string, string?> environment)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>The secret's text.</summary>
    /// <param name="address">Which.</param>
    /// <param name="cancellationToken">Ends the wait; five seconds end it in any case.</param>
    public async Task<Result<string, SecretFailure>> ReadAsync(SecretAddress address, CancellationToken cancellationToken)
    {
        if (Credentials() is not { } credentials)
            return new SecretFailure($"{address.Arn} cannot be read: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var request = Request(address, credentials);
            using var response = await http.SendAsync(request, timeout.Token);
            var body = await response.Content.ReadAsByteArrayAsync(timeout.Token);
            return Read(address, (int)response.StatusCode, body);
        }
        catch (HttpRequestException error)
        {
            return new SecretFailure($"{address.Arn} cannot be read: {error.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SecretFailure(
                $"{address.Arn} cannot be read: {address.Service} did not answer within {Timeout.TotalSeconds} seconds"
            );
        }
    }

    private Credentials? Credentials() =>
        environment("AWS_ACCESS_KEY_ID") is { Length: > 0 } id && environment("AWS_SECRET_ACCESS_KEY") is { Length: > 0 } key
            ? new(id, key, environment("AWS_SESSION_TOKEN"))
            : null;

    private HttpRequestMessage Request(SecretAddress address, Credentials credentials)
    {
        var body = Body(address);
        var request = new HttpRequestMessage(HttpMethod.Post, address.Endpoint(environment)) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Amz-Target", address.IsParameter ? "AmazonSSM.GetParameter" : "secretsmanager.GetSecretValue");
        RequestSigner.Sign(request, body, credentials, address.Region, address.Service, clock.GetUtcNow());
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        return request;
    }

    private static byte[] Body(SecretAddress address)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString(address.IsParameter ? "Name" : "SecretId", address.Arn);
            if (address.IsParameter)
                writer.WriteBoolean("WithDecryption", true);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static Result<string, SecretFailure> Read(SecretAddress address, int status, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (status == 200)
                return Text(root, address) is { } text ? text : new SecretFailure($"{address.Arn} cannot be read: it holds no text");
            var type = root.TryGetProperty("__type", out var name) ? name.ToString().Split('#')[^1] : "no reason given";
            return new SecretFailure($"{address.Arn} cannot be read: {address.Service} answered {status}, {type}");
        }
        catch (JsonException)
        {
            return new SecretFailure($"{address.Arn} cannot be read: {address.Service} answered {status} and no JSON");
        }
    }

    private static string? Text(JsonElement root, SecretAddress address)
    {
        if (!address.IsParameter)
            return root.TryGetProperty("SecretString", out var secret) ? secret.GetString() : null;
        return root.TryGetProperty("Parameter", out var parameter) && parameter.TryGetProperty("Value", out var value)
            ? value.GetString()
            : null;
    }
}
