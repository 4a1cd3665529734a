using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Serverless.CloudStorage;

/// <summary>
/// PUT of the XML API with a V4 signed address (cloud.google.com/storage/docs/authentication/canonical-requests): signature, time, length
/// and generation are held to.
/// </summary>
internal sealed class SignedUploads(Buckets buckets, string? serviceAccount)
{
    private readonly (string Email, RSA Key)? _signer = serviceAccount is null ? null : Read(serviceAccount);

    public async Task AnswerAsync(HttpContext context, Target target)
    {
        var request = context.Request;
        var query = target.Query.ToDictionary(StringComparer.OrdinalIgnoreCase);
        if (
            request.Method != "PUT"
            || target.Path.Split('/', 3) is not [_, var name, var rest]
            || buckets.Find(Uri.UnescapeDataString(name)) is not { } bucket
        )
            await SendAsync(context, 404, "NoSuchBucket");
        else if (_signer is not { } signer || !IsSigned(request, target, signer))
            await SendAsync(context, 403, "SignatureDoesNotMatch");
        else if (
            DateTimeOffset.ParseExact(
                query["X-Goog-Date"],
                "yyyyMMdd'T'HHmmss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal
            ) + TimeSpan.FromSeconds(int.Parse(query["X-Goog-Expires"], CultureInfo.InvariantCulture))
            < DateTimeOffset.UtcNow
        )
            await SendAsync(context, 400, "ExpiredToken");
        else
        {
            using var kept = new MemoryStream();
            await request.Body.CopyToAsync(kept);
            if (
                request.Headers["x-goog-content-length-range"].ToString().Split(',') is [var least, var most]
                && (
                    kept.Length < long.Parse(least, CultureInfo.InvariantCulture)
                    || kept.Length > long.Parse(most, CultureInfo.InvariantCulture)
                )
            )
            {
                await SendAsync(
                    context,
                    400,
                    kept.Length > long.Parse(most, CultureInfo.InvariantCulture) ? "EntityTooLarge" : "EntityTooSmall"
                );
                return;
            }

            var generation = request.Headers.TryGetValue("x-goog-if-generation-match", out var match)
                ? long.Parse(match.ToString(), CultureInfo.InvariantCulture)
                : (long?)null;
            var (written, _) = bucket.Put(
                Uri.UnescapeDataString(rest),
                kept.ToArray(),
                request.ContentType ?? "application/octet-stream",
                new Dictionary<string, string>(),
                new Preconditions(generation, null, null, null)
            );
            if (written is null)
                await SendAsync(context, 412, "PreconditionFailed");
            else
                context.Response.Headers["x-goog-generation"] = written.Generation.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static bool IsSigned(HttpRequest request, Target target, (string Email, RSA Key) signer)
    {
        var query = target.Query.ToDictionary(StringComparer.OrdinalIgnoreCase);
        if (
            query.GetValueOrDefault("X-Goog-Algorithm") != "GOOG4-RSA-SHA256"
            || !query.TryGetValue("X-Goog-Signature", out var signature)
            || !query.TryGetValue("X-Goog-SignedHeaders", out var names)
        )
            return false;
        var credential = query.GetValueOrDefault("X-Goog-Credential", "");
        if (!credential.StartsWith(signer.Email + "/", StringComparison.Ordinal))
            return false;
        // Every header with a meaning of Google's must be among the signed ones.
        if (
            request.Headers.Keys.Any(header =>
                header.StartsWith("x-goog-", StringComparison.OrdinalIgnoreCase) && !names.Split(';').Contains(header.ToLowerInvariant())
            )
        )
            return false;
        var canonicalQuery = string.Join(
            '&',
            target
                .RawQuery.Split('&')
                .Where(pair => !pair.StartsWith("X-Goog-Signature=", StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
        );
        var headers = names.Split(';').Select(header => $"{header}:{request.Headers[header].ToString().Trim()}");
        var canonical = string.Join('\n', ["PUT", target.Path, canonicalQuery, .. headers, "", names, "UNSIGNED-PAYLOAD"]);
        var text = string.Join(
            '\n',
            "GOOG4-RSA-SHA256",
            query["X-Goog-Date"],
            credential[(signer.Email.Length + 1)..],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))
        );
        try
        {
            return signer.Key.VerifyData(
                Encoding.UTF8.GetBytes(text),
                Convert.FromHexString(signature),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            );
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static (string Email, RSA Key) Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var key = RSA.Create();
        key.ImportFromPem(document.RootElement.GetProperty("private_key").GetString());
        return (document.RootElement.GetProperty("client_email").GetString()!, key);
    }

    private static Task SendAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>");
    }
}
