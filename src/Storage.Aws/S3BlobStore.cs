using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using Serverless.Core;

namespace Serverless.Storage.Aws;

/// <summary>
/// A bucket of S3 or of a compatible store. The version of an object is its ETag without quotes, also in versioned buckets: listings know
/// no other. Conditional writes: docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html.
/// </summary>
internal sealed class S3BlobStore(IAmazonS3 client, string bucket, S3Endpoint endpoint, TimeProvider clock, TimeSpan patience) : IBlobStore
{
    /// <summary>S3 answers 409 where another conditional writer is at work, and wants the request again.</summary>
    private const int ConflictTries = 3;

    private const string UnknownType = "application/octet-stream";

    private readonly ConditionProbe? _probe = endpoint.IsCompatible ? new ConditionProbe(client, bucket) : null;

    public Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) =>
        AskAsync<BlobProperties>(
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

    public Task<Result<BlobReading, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken) =>
        AskAsync<BlobReading>(
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
                var answer = await client.GetObjectAsync(request, cancellationToken);
                var facts = FactsOf(key, answer);
                var isBehind = selection.IsRange && facts.Length <= selection.Offset; // a compatible store that gives an empty object whole
                var isOther = selection.Version is not null && selection.Version != facts.Version; // one that does not look at If-Match
                var failure =
                    isBehind ? StoreFailures.OutOfRange
                    : isOther ? StoreFailures.Changed
                    : answer.ContentLength > selection.MostBytes ? StoreFailures.TooLarge(answer.ContentLength, selection.MostBytes)
                    : null;
                if (failure is null)
                    return new BlobReading(facts, answer.ResponseStream, answer.ContentLength, patience, answer);
                answer.Dispose();
                return failure;
            },
            cancellationToken
        );

    public Task<Result<BlobPage, StoreFailure>> ListAsync(string prefix, string? cursor, int most, CancellationToken cancellationToken) =>
        AskAsync<BlobPage>(
            null,
            async () =>
            {
                var request = new ListObjectsV2Request
                {
                    BucketName = bucket,
                    Prefix = prefix,
                    ContinuationToken = cursor,
                    MaxKeys = most,
                };
                var listed = await client.ListObjectsV2Async(request, cancellationToken);
                var next = listed.IsTruncated == true ? listed.NextContinuationToken : null;
                return new BlobPage([.. (listed.S3Objects ?? []).Select(FactsOf)], next);
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
        content.Check();
        var isConditional = condition.MustBeAbsent || condition.Version is not null;
        if (isConditional && await ProbedAsync(key, cancellationToken) is { } refusal)
            return refusal;
        for (var i = 1; ; i++)
        {
            var written = await PutAsync(key, content, condition, cancellationToken);
            if (i == ConflictTries || written.Failure != S3Failures.AnotherWriter)
                return written;
        }
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        if (version is not null && await ProbedAsync(key, cancellationToken) is { } refusal)
            return refusal;
        var deleted = await AskAsync<DeleteObjectResponse>(
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
        AskAsync<PresignedUpload>(
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
        AskAsync<BlobProperties>(
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

    /// <summary>A compatible store that does not keep conditions must not be trusted with them: asked once, by writing.</summary>
    private async Task<StoreFailure?> ProbedAsync(string key, CancellationToken cancellationToken) =>
        _probe is null ? null : await _probe.RefusalAsync(key, cancellationToken);

    private static async Task<Result<T, StoreFailure>> AskAsync<T>(
        string? key,
        Func<Task<Result<T, StoreFailure>>> ask,
        CancellationToken cancellationToken,
        WriteCondition? condition = null
    )
        where T : class
    {
        if (key is not null && BlobKey.Fault(key) is { } fault)
            return fault;
        try
        {
            return await ask();
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

    private static BlobProperties FactsOf(string key, GetObjectResponse answer)
    {
        var (type, metadata) = (answer.Headers.ContentType ?? UnknownType, MetadataOf(answer.Metadata));
        var length = WholeLength(answer.ContentRange) ?? answer.ContentLength;
        return new BlobProperties(key, Unquoted(answer.ETag), length, type, Time(answer.LastModified), metadata);
    }

    /// <summary>The end of <c>bytes 0-9/200</c> alone: of an empty object s3rver says <c>bytes 0-0/0</c>, which is no range.</summary>
    private static long? WholeLength(string? contentRange) =>
        long.TryParse(contentRange?.Split('/')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    private static BlobProperties FactsOf(S3Object item) =>
        new(item.Key, Unquoted(item.ETag), item.Size ?? 0, null, Time(item.LastModified), null);

    private static Dictionary<string, string> MetadataOf(MetadataCollection metadata) =>
        metadata.Keys.ToDictionary(name => name["x-amz-meta-".Length..], name => metadata[name], StringComparer.Ordinal);
}
