using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Serverless.Core;

namespace Serverless.Storage.Aws;

/// <summary>
/// Opens buckets: <c>s3://bucket/prefix/</c>. Credentials and region come from the SDK's own chain; <c>AWS_ENDPOINT_URL_S3</c> or
/// <c>AWS_ENDPOINT_URL</c> name a compatible store, which is then addressed by paths.
/// </summary>
/// <param name="clock">Gives the times of signatures.</param>
/// <param name="timeout">How long the store may take to send the next bytes.</param>
/// <param name="environment">Reads environment variables.</param>
public sealed class S3Stores(TimeProvider clock, TimeSpan timeout, Func<string, string?> environment) : IBlobStoreProvider
{
    private const int MaxRetries = 2;

    private const string AnyRegion = "us-east-1";

    private readonly Lock _lock = new();
    private AmazonS3Client? _client;

    /// <inheritdoc/>
    public string Scheme => "s3";

    /// <inheritdoc/>
    public Result<BlobFolder, StoreFailure> Open(BlobAddress folder)
    {
        var endpoint = Endpoint();
        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            return new StoreFailure(StoreFailureReason.NotSupported, "AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL is no http(s) address.");
        }

        try
        {
            lock (_lock)
                _client ??= Connect(endpoint);
        }
        catch (AmazonClientException error) // no region
        {
            return new StoreFailure(StoreFailureReason.NotSupported, error.Message);
        }

        return new BlobFolder(folder, new S3BlobStore(_client, folder.Container, S3Endpoint.Of(endpoint), clock, timeout), folder.Key);
    }

    private AmazonS3Client Connect(string? endpoint)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = MaxRetries,
            Timeout = timeout,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, // compatible stores do not all know trailing checksums
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION") ?? AnyRegion;
        }
        else if ((environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION")) is { Length: > 0 } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return new AmazonS3Client(config);
    }

    private string? Endpoint() =>
        environment("AWS_ENDPOINT_URL_S3") is { Length: > 0 } own ? own
        : environment("AWS_ENDPOINT_URL") is { Length: > 0 } all ? all
        : null;
}
