using System.Globalization;
using System.Net;
using Google;
using Google.Cloud.Storage.V1;
using Serverless.Core;

namespace Serverless.Storage.Gcp;

/// <summary>
/// Signed addresses, version 4 (cloud.google.com/storage/docs/access-control/signed-urls): one PUT of exactly this type and length, of an
/// object that is not there.
/// </summary>
/// <param name="signer">Google's signer; it takes its time of signing from the machine's clock.</param>
/// <param name="endpoint">The address of the XML API, without a slash at the end.</param>
/// <param name="clock">Gives the time.</param>
internal sealed class UploadSigner(UrlSigner signer, string endpoint, TimeProvider clock)
{
    public async Task<Result<PresignedUpload, StoreFailure>> SignAsync(
        string bucket,
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    )
    {
        var sent = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = terms.MediaType,
            ["x-goog-content-length-range"] = string.Create(CultureInfo.InvariantCulture, $"{terms.Length},{terms.Length}"),
            ["x-goog-if-generation-match"] = "0",
        };
        var request = UrlSigner
            .RequestTemplate.FromBucket(bucket)
            .WithObjectName(key)
            .WithHttpMethod(HttpMethod.Put)
            .WithRequestHeaders(sent.Select(header => KeyValuePair.Create<string, IEnumerable<string>>(header.Key, [header.Value])));
        var (address, expiresAt) = (new Uri(endpoint), clock.GetUtcNow() + terms.Lifetime);
        var options = UrlSigner
            .Options.FromDuration(terms.Lifetime)
            .WithSigningVersion(SigningVersion.V4)
            .WithScheme(address.Scheme)
            .WithHost(address.Authority);
        try
        {
            return new PresignedUpload(new Uri(await signer.SignAsync(request, options, cancellationToken)), sent, expiresAt);
        }
        catch (GoogleApiException denied) when (denied.HttpStatusCode == HttpStatusCode.Forbidden)
        {
            return new StoreFailure(
                StoreFailureReason.AccessDenied,
                "IAM does not let this service account sign uploads; it needs iam.serviceAccounts.signBlob on itself."
            );
        }
    }
}
