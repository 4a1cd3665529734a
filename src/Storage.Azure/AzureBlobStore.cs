using System.Net.Http.Headers;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Serverless.Core;

namespace Serverless.Storage.Azure;

/// <summary>A container of Azure Blob Storage through Azure.Storage.Blobs. The version of an object is its ETag without quotes.</summary>
internal sealed class AzureBlobStore(AzureAccount account, string container, TimeProvider clock, TimeSpan timeout) : IBlobStore
{
    private const string UnknownType = "application/octet-stream";

    /// <summary>Most of one Put Blob (learn.microsoft.com/rest/api/storageservices/put-blob); above, the client sends blocks.</summary>
    private const long MaxPutBytes = 5_000L << 20;

    private static readonly StoreFailure Backslash = new(
        StoreFailureReason.InvalidKey,
        "Azure takes a backslash for a slash; no name of it can hold one."
    );

    private static readonly StoreFailure NoSigner = new(
        StoreFailureReason.NotSupported,
        "A shared access signature cannot sign another one; give the host an identity or the account's key."
    );

    private readonly Lazy<BlobContainerClient> _container = new(() => account.Client.GetBlobContainerClient(container));

    public Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) =>
        ExecuteAsync<BlobProperties>(
            key,
            async () =>
            {
                var found = (await Blob(key).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
                var type = found.ContentType ?? UnknownType;
                return new BlobProperties(
                    key,
                    VersionOf(found.ETag),
                    found.ContentLength,
                    type,
                    found.LastModified,
                    MetadataOf(found.Metadata)
                );
            },
            cancellationToken
        );

    public Task<Result<BlobDownload, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken) =>
        ExecuteAsync<BlobDownload>(
            key,
            async () =>
            {
                var options = new BlobDownloadOptions { Conditions = Unchanged(selection.Version) };
                if (selection.IsRange)
                    options.Range = new HttpRange(selection.Offset, selection.Count);
                BlobDownloadStreamingResult answer;
                try
                {
                    answer = await Blob(key).DownloadStreamingAsync(options, cancellationToken);
                }
                catch (RequestFailedException changed) when (changed.Status == 412)
                {
                    // also the answer for a missing blob
                    return (await FindAsync(key, cancellationToken)).Failure ?? StoreFailures.Changed;
                }

                var (details, properties) = (answer.Details, PropertiesOf(key, answer.Details));
                var startsBeyondEnd = selection.IsRange && properties.Length <= selection.Offset; // an emulator gives what there is
                var failure =
                    startsBeyondEnd ? StoreFailures.OutOfRange
                    : details.ContentLength > selection.MaxBytes ? StoreFailures.TooLarge(details.ContentLength, selection.MaxBytes)
                    : null;
                if (failure is null)
                {
                    return new BlobDownload(properties, new ResumedContent(answer.Content), details.ContentLength, timeout, answer);
                }

                answer.Dispose();
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
                var pages = _container
                    .Value.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken)
                    .AsPages(cursor, maxItems);
                await using var walk = pages.GetAsyncEnumerator(cancellationToken);
                await walk.MoveNextAsync();
                var page = walk.Current;
                return new BlobPage([.. page.Values.Select(PropertiesOf)], page.ContinuationToken is { Length: > 0 } next ? next : null);
            },
            cancellationToken
        );

    public Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        content.Validate();
        return ExecuteAsync<BlobProperties>(
            key,
            async () =>
            {
                await using var source = new BlobContentStream(content);
                var options = new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = content.MediaType },
                    Metadata = content.Metadata.ToDictionary(StringComparer.Ordinal),
                    Conditions = condition.MustBeAbsent ? new() { IfNoneMatch = ETag.All } : Unchanged(condition.Version),
                    TransferOptions = new() { InitialTransferSize = MaxPutBytes, MaximumConcurrency = 1 }, // nothing is held
                };
                var written = (await Blob(key).UploadAsync(source, options, cancellationToken)).Value;
                var version = VersionOf(written.ETag);
                return new BlobProperties(key, version, content.Length, content.MediaType, written.LastModified, content.Metadata);
            },
            cancellationToken,
            condition
        );
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        var deleted = await ExecuteAsync<Response>(
            key,
            async () => await Blob(key).DeleteAsync(conditions: Unchanged(version), cancellationToken: cancellationToken),
            cancellationToken,
            version is null ? null : WriteCondition.Unchanged(version)
        );
        return deleted.Failure is { Reason: StoreFailureReason.NotFound } ? null : deleted.Failure;
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
                var (blob, expiresAt) = (Blob(key), clock.GetUtcNow() + terms.Lifetime);
                var grant = new BlobSasBuilder(BlobSasPermissions.Create, expiresAt) // the right to create, not to replace
                {
                    BlobContainerName = container,
                    BlobName = key,
                    Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
                };
                var address =
                    blob.CanGenerateSasUri ? blob.GenerateSasUri(grant)
                    : account.DelegationKeys is { } keys
                        ? blob.GenerateUserDelegationSasUri(grant, await keys.GetAsync(expiresAt, cancellationToken))
                    : null;
                var headers = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Content-Type"] = terms.MediaType,
                    ["x-ms-blob-type"] = "BlockBlob",
                };
                return address is null ? NoSigner : new PresignedUpload(address, headers, expiresAt);
            },
            cancellationToken
        );

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
        if (key is not null && key.Contains('\\', StringComparison.Ordinal))
            return Backslash;
        try
        {
            return await operation();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && BlobFailures.Of(error, condition) is { } failure)
        {
            return failure;
        }
    }

    private static BlobProperties PropertiesOf(string key, BlobDownloadDetails details)
    {
        var whole = ContentRangeHeaderValue.TryParse(details.ContentRange, out var range) ? range.Length : null;
        return new BlobProperties(
            key,
            VersionOf(details.ETag),
            whole ?? details.ContentLength,
            details.ContentType ?? UnknownType,
            details.LastModified,
            MetadataOf(details.Metadata)
        );
    }

    private static BlobProperties PropertiesOf(BlobItem blob)
    {
        var properties = blob.Properties;
        var type = properties.ContentType is { Length: > 0 } known ? known : null;
        var (version, modifiedAt) = (VersionOf(properties.ETag ?? default), properties.LastModified ?? default);
        return new BlobProperties(blob.Name, version, properties.ContentLength ?? 0, type, modifiedAt, null);
    }

    private static Dictionary<string, string> MetadataOf(IDictionary<string, string> metadata) =>
        metadata.ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => pair.Value, StringComparer.Ordinal);

    private static BlobRequestConditions? Unchanged(string? version) =>
        version is null ? null : new() { IfMatch = new ETag($"\"{version}\"") };

    private static string VersionOf(ETag tag) => tag.ToString().Trim('"');

    private BlobClient Blob(string key) => _container.Value.GetBlobClient(key);
}
