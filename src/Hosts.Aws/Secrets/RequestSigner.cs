using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Hosts.Aws.Secrets;

/// <summary>Who signs: the function's own role, from the environment that Lambda sets.</summary>
/// <param name="KeyId">AWS_ACCESS_KEY_ID.</param>
/// <param name="Key">AWS_SECRET_ACCESS_KEY.</param>
/// <param name="Token">AWS_SESSION_TOKEN; null without one.</param>
internal sealed record Credentials(string KeyId, string Key, string? Token);

/// <summary>
/// Signs calls of a service's JSON protocol, POST to "/", with AWS Signature Version 4 (IAM User Guide, Create a signed AWS API request).
/// </summary>
internal static class RequestSigner
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds date, token and signature to a request. All headers that are there already are signed, and the host.</summary>
    /// <param name="request">The request; its address has the path "/" and no query.</param>
    /// <param name="body">Its body.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="region">Region of the service.</param>
    /// <param name="service">The service's name in signatures.</param>
    /// <param name="now">The time.</param>
    public static void Sign(
        HttpRequestMessage request,
        byte[] body,
        Credentials credentials,
        string region,
        string service,
        DateTimeOffset now
    )
    {
        // 1. What is signed: every header there is, in order of their names.
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Add("X-Amz-Date", time);
        if (credentials.Token is { Length: > 0 } token)
            request.Headers.Add("X-Amz-Security-Token", token);
        var signed = request
            .Headers.Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(",", header.Value).Trim()))
            .Append(("host", request.RequestUri!.IsDefaultPort ? request.RequestUri.Host : request.RequestUri.Authority))
            .OrderBy(header => header.Item1, StringComparer.Ordinal)
            .ToList();
        var names = string.Join(';', signed.Select(header => header.Item1));
        var headers = string.Concat(signed.Select(header => $"{header.Item1}:{header.Item2}\n"));
        var canonical = $"{request.Method}\n/\n\n{headers}\n{names}\n{Digest(body)}";

        // 2. The signature, with a key of this day, region and service.
        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var key = Encoding.UTF8.GetBytes("AWS4" + credentials.Key);
        foreach (var part in scope.Split('/'))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var text = $"{Algorithm}\n{time}\n{scope}\n{Digest(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={credentials.KeyId}/{scope}, SignedHeaders={names}, Signature={signature}"
        );
    }

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
