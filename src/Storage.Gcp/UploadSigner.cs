using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Core.Storage;

namespace Serverless.Storage.Gcp;

/// <summary>
/// Signed addresses, version 4 (cloud.google.com/storage/docs/access-control/signing-urls-manually): one PUT of exactly this type and length, of an object that is not there.
/// </summary>
/// <param name="endpoint">The address of the XML API, without a slash at the end.</param>
/// <param name="identity">Whose signature it is.</param>
/// <param name="clock">Gives the time of signing.</param>
internal sealed class UploadSigner(string endpoint, GoogleIdentity identity, TimeProvider clock)
{
    private const string Algorithm = "GOOG4-RSA-SHA256", Payload = "UNSIGNED-PAYLOAD";

    public async Task<PresignedUpload> SignAsync(string bucket, string key, UploadTerms terms, CancellationToken cancellationToken)
    {
        var (email, signer) = await identity.SignerAsync(cancellationToken);
        var range = string.Create(CultureInfo.InvariantCulture, $"{terms.Length},{terms.Length}");
        var sent = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = terms.MediaType,
            ["x-goog-content-length-range"] = range,
            ["x-goog-if-generation-match"] = "0",
        };
        var path = $"/{bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
        var now = clock.GetUtcNow();
        var (query, text) = Prepare(new Uri(endpoint).Authority, path, sent, email, now, terms.Lifetime);
        var signature = Convert.FromBase64String(await signer.SignBlobAsync(Encoding.UTF8.GetBytes(text), cancellationToken));
        return new PresignedUpload(new Uri($"{endpoint}{path}?{query}&x-goog-signature={Convert.ToHexStringLower(signature)}"), sent, now + terms.Lifetime);
    }

    /// <summary>The query without its signature, and the text to be signed.</summary>
    internal static (string Query, string Text) Prepare(string host, string path, SortedDictionary<string, string> headers, string email, DateTimeOffset now, TimeSpan lifetime)
    {
        var (time, day) = (now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture), now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        var scope = $"{day}/auto/storage/goog4_request";
        var signed = new SortedDictionary<string, string>(headers, StringComparer.Ordinal) { ["host"] = host };
        var names = string.Join(';', signed.Keys);
        string[] pairs =
        [
            $"x-goog-algorithm={Algorithm}",
            $"x-goog-credential={Uri.EscapeDataString($"{email}/{scope}")}",
            $"x-goog-date={time}",
            string.Create(CultureInfo.InvariantCulture, $"x-goog-expires={(long)lifetime.TotalSeconds}"),
            $"x-goog-signedheaders={Uri.EscapeDataString(names)}",
        ];
        var query = string.Join('&', pairs);
        var canonical = string.Join('\n', ["PUT", path, query, .. signed.Select(header => $"{header.Key}:{header.Value}"), "", names, Payload]);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        return (query, string.Join('\n', Algorithm, time, scope, digest));
    }
}
