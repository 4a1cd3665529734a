using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using Serverless.Core;

namespace Serverless.Storage.Aws;

/// <summary>
/// A bucket of S3 or of a compatible store. The version of an object is its ETag without quotes, also in versioned buckets: listings know
/// no other. Conditional writes: docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html.
/// </summary>
internal sealed class S3BlobStore(IAmazonS3 client, string bucket, S3Endpoint endpoint, TimeProvider clock, TimeSpan timeout) : IBlobStore
{
    /// <summary>S3 answers 409 where another conditional writer is at work, and wants the request again.</summary>
    private const int MaxConflictAttempts = 3;

    private const string UnknownType = "application/octet-stream";

    private readonly ConditionProbe? _probe = endpoint.IsCompatible ? new ConditionProbe(client, bucket) : null;

    public Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) =>
        ExecuteAsync<BlobProperties>(
            key,
            async () =>
            {
                var request = new GetObjectMetadataRequest { BucketName = bucket, Key = KeyOf(key) };
                var found = await client.GetObjectMetadataAsync(request, cancellationToken);
                var (type, metadata) = (found.Headers.ContentType ?? UnknownType, MetadataOf(found.Metadata));
                return new BlobProperties(key, Unquoted(found.ETag), found.ContentLength, type, Time(found.LastModified), metadata);
            },
            cancellationToken
        );

    public Task<Result<BlobDownload, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken) =>
        ExecuteAsync<BlobDownload>(
            key,
            async () =>
            {
                var request = new GetObjectRequest
                {
                    BucketName = bucket,
                    Key = KeyOf(key),
                    EtagToMatch = Quoted(selection.Version),
                };
                if (selection.IsRange)
                    request.ByteRange = new Amazon.S3.Model.ByteRange(selection.RangeHeader);
                var response = await client.GetObjectAsync(request, cancellationToken);
                var properties = PropertiesOf(key, response);
                // a compatible store that gives an empty object whole
                var startsBeyondEnd = selection.IsRange && properties.Length <= selection.Offset;
                // one that ignores If-Match
                var isOtherVersion = selection.Version is not null && selection.Version != properties.Version;
                var failure =
                    startsBeyondEnd ? StoreFailures.OutOfRange
                    : isOtherVersion ? StoreFailures.Changed
                    : response.ContentLength > selection.MaxBytes ? StoreFailures.TooLarge(response.ContentLength, selection.MaxBytes)
                    : null;
                if (failure is null)
                    return new BlobDownload(properties, response.ResponseStream, response.ContentLength, timeout, response);
                response.Dispose();
                return failure;
            },
            cancellationToken
        );

    public Task<Result<BlobPage, StoreFailure>> ListAsync(
        string prefix,
        string? cursor,
        int maxItems,
        CancellationToken cancellationToken
    ) =>
        ExecuteAsync<BlobPage>(
            null,
            async () =>
            {
                var request = new ListObjectsV2Request
                {
                    BucketName = bucket,
                    Prefix = prefix,
                    ContinuationToken = cursor,
                    MaxKeys = maxItems,
                };
                var listed = await client.ListObjectsV2Async(request, cancellationToken);
                var next = listed.IsTruncated == true ? listed.NextContinuationToken : null;
                return new BlobPage([.. (listed.S3Objects ?? []).Select(PropertiesOf)], next);
            },
            cancellationToken
        );

    public async Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        content.Validate();
        var isConditional = condition.MustBeAbsent || condition.Version is not null;
        if (isConditional && await ProbedAsync(key, cancellationToken) is { } refusal)
            return refusal;
        for (var i = 1; ; i++)
        {
            var written = await PutAsync(key, content, condition, cancellationToken);
            if (i == MaxConflictAttempts || written.Failure != S3Failures.ConcurrentWriter)
                return written;
        }
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        if (version is not null && await ProbedAsync(key, cancellationToken) is { } refusal)
            return refusal;
        var deleted = await ExecuteAsync<DeleteObjectResponse>(
            key,
            async () =>
            {
                var request = new DeleteObjectRequest
                {
                    BucketName = bucket,
                    Key = KeyOf(key),
                    IfMatch = Quoted(version),
                };
                return await client.DeleteObjectAsync(request, cancellationToken);
            },
            cancellationToken
        );
        if (deleted.Failure is not { Reason: StoreFailureReason.NotFound })
            return deleted.Failure;
        return version is null ? null : StoreFailures.Changed;
    }

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) =>
        ExecuteAsync<PresignedUpload>(
            key,
            async () =>
            {
                var expiresAt = clock.GetUtcNow() + terms.Lifetime;
                var request = new GetPreSignedUrlRequest
                {
                    BucketName = bucket,
                    Key = KeyOf(key),
                    Verb = HttpVerb.PUT,
                    Expires = expiresAt.UtcDateTime,
                    ContentType = terms.MediaType,
                    Protocol = endpoint.IsEncrypted ? Protocol.HTTPS : Protocol.HTTP,
                };
                request.Headers.ContentLength = terms.Length;
                request.Headers["If-None-Match"] = "*";
                var address = await client.GetPreSignedURLAsync(request);
                var headers = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Content-Type"] = terms.MediaType,
                    ["If-None-Match"] = "*",
                };
                return new PresignedUpload(new Uri(address), headers, expiresAt);
            },
            cancellationToken
        );

    private Task<Result<BlobProperties, StoreFailure>> PutAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) =>
        ExecuteAsync<BlobProperties>(
            key,
            async () =>
            {
                await using var source = new BlobContentStream(content);
                var request = new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = KeyOf(key),
                    InputStream = source,
                    AutoCloseStream = false,
                    ContentType = content.MediaType,
                    UseChunkEncoding = false, // compatible stores may keep the frames of chunks as content
                    DisablePayloadSigning = endpoint.IsEncrypted, // or the content would be read twice, once for its digest
                };
                foreach (var (name, value) in content.Metadata)
                    request.Metadata[name] = value;
                if (condition.MustBeAbsent)
                    request.IfNoneMatch = "*";
                if (condition.Version is not null)
                    request.IfMatch = Quoted(condition.Version);
                var written = await client.PutObjectAsync(request, cancellationToken);
                return new BlobProperties(
                    key,
                    Unquoted(written.ETag),
                    content.Length,
                    content.MediaType,
                    clock.GetUtcNow(),
                    content.Metadata
                );
            },
            cancellationToken,
            condition
        );

    /// <summary>A compatible store may ignore conditions: probed once, by writing.</summary>
    private async Task<StoreFailure?> ProbedAsync(string key, CancellationToken cancellationToken) =>
        _probe is null ? null : await _probe.RefusalAsync(key, cancellationToken);

    private static async Task<Result<T, StoreFailure>> ExecuteAsync<T>(
        string? key,
        Func<Task<Result<T, StoreFailure>>> operation,
        CancellationToken cancellationToken,
        WriteCondition? condition = null
    )
        where T : class
    {
        if (key is not null && BlobKey.Validate(key) is { } invalidKey)
            return invalidKey;
        try
        {
            return await operation();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && S3Failures.Of(error, condition) is { } failure)
        {
            return failure;
        }
    }

    /// <summary>The SDK takes one leading slash away.</summary>
    private static string KeyOf(string key) => key.StartsWith('/') ? "/" + key : key;

    private static string? Quoted(string? version) => version is null ? null : $"\"{version}\"";

    private static string Unquoted(string? etag) => etag?.Trim('"') ?? "";

    private static DateTimeOffset Time(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : default;

    private static BlobProperties PropertiesOf(string key, GetObjectResponse response)
    {
        var (type, metadata) = (response.Headers.ContentType ?? UnknownType, MetadataOf(response.Metadata));
        var length = TotalLength(response.ContentRange) ?? response.ContentLength;
        return new BlobProperties(key, Unquoted(response.ETag), length, type, Time(response.LastModified), metadata);
    }

    /// <summary>The end of <c>bytes 0-9/200</c> alone: of an empty object s3rver says <c>bytes 0-0/0</c>, which is no range.</summary>
    private static long? TotalLength(string? contentRange) =>
        long.TryParse(contentRange?.Split('/')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    private static BlobProperties PropertiesOf(S3Object item) =>
        new(item.Key, Unquoted(item.ETag), item.Size ?? 0, null, Time(item.LastModified), null);

    private static Dictionary<string, string> MetadataOf(MetadataCollection metadata) =>
        metadata.Keys.ToDictionary(name => name["x-amz-meta-".Length..], name => metadata[name], StringComparer.Ordinal);
}
