using System.Globalization;
using System.Net;
using Google;
using Google.Cloud.Storage.V1;
using Serverless.Core;
using StorageObject = Google.Apis.Storage.v1.Data.Object;

namespace Serverless.Storage.Gcp;

/// <summary>
/// A bucket of Cloud Storage through Google.Cloud.Storage.V1. The version of an object is its generation; preconditions:
/// cloud.google.com/storage/docs/request-preconditions. Reading and writing go through its connections and credentials, yet are asked by
/// <see cref="MediaClient"/>, which says why.
/// </summary>
internal sealed class GoogleBlobStore(GoogleAccount account, string bucket, TimeProvider clock, TimeSpan timeout) : IBlobStore
{
    private const string UnknownType = "application/octet-stream";

    private const string ListFields = "items(name,generation,size,contentType,updated),nextPageToken";

    /// <summary>The connections try again, for reads and writes as well.</summary>
    private static readonly RetryOptions NoRetry = RetryOptions.Never;

    public Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) =>
        ExecuteAsync<BlobProperties>(
            key,
            async client => PropertiesOf(await FindAsync(client, key, cancellationToken)),
            cancellationToken
        );

    public Task<Result<BlobDownload, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken)
    {
        return ExecuteAsync<BlobDownload>(key, ReadAsync, cancellationToken);

        async Task<Result<BlobDownload, StoreFailure>> ReadAsync(StorageClient client)
        {
            HttpResponseMessage response;
            try
            {
                response = await new MediaClient(client.Service, bucket).OpenAsync(key, selection, cancellationToken);
            }
            catch (GoogleApiException gone) when (gone.HttpStatusCode == HttpStatusCode.NotFound && selection.Version is not null)
            {
                await FindAsync(client, key, cancellationToken);
                return StoreFailures.Changed; // a generation that is not there, of an object that is
            }

            var length = response.Content.Headers.ContentLength ?? long.MaxValue;
            if (length <= selection.MaxBytes)
            {
                var content = await response.Content.ReadAsStreamAsync(cancellationToken);
                return new BlobDownload(PropertiesOf(key, response, length), content, length, timeout, response);
            }

            response.Dispose();
            return StoreFailures.TooLarge(length, selection.MaxBytes);
        }
    }

    public async Task<Result<BlobPage, StoreFailure>> ListAsync(
        string prefix,
        string? cursor,
        int maxItems,
        CancellationToken cancellationToken
    )
    {
        var listed = await ExecuteAsync<BlobPage>(null, ListAsync, cancellationToken);
        return listed.Failure is { Reason: StoreFailureReason.NotFound } ? StoreFailures.ContainerNotFound : listed;

        async Task<Result<BlobPage, StoreFailure>> ListAsync(StorageClient client)
        {
            var options = new ListObjectsOptions
            {
                PageSize = maxItems,
                PageToken = cursor,
                Fields = ListFields,
                RetryOptions = NoRetry,
            };
            await using var walk = client.ListObjectsAsync(bucket, prefix, options).AsRawResponses().GetAsyncEnumerator(cancellationToken);
            await walk.MoveNextAsync();
            var page = walk.Current;
            return new BlobPage([.. (page.Items ?? []).Select(ListedPropertiesOf)], page.NextPageToken);
        }
    }

    public Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        content.Validate();
        return ExecuteAsync<BlobProperties>(key, WriteAsync, cancellationToken, condition);

        async Task<Result<BlobProperties, StoreFailure>> WriteAsync(StorageClient client) =>
            PropertiesOf(
                await new MediaClient(client.Service, bucket).PutAsync(account.Endpoint, key, content, condition, cancellationToken)
            );
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        var condition = version is null ? null : WriteCondition.Unchanged(version);
        var deleted = await ExecuteAsync<string>(key, DeleteAsync, cancellationToken, condition);
        return deleted.Failure is { Reason: StoreFailureReason.NotFound } ? null : deleted.Failure;

        async Task<Result<string, StoreFailure>> DeleteAsync(StorageClient client)
        {
            if (version is not null && Generation(version) is null)
                return StoreFailures.Changed;
            var options = new DeleteObjectOptions { IfGenerationMatch = Generation(version), RetryOptions = NoRetry };
            await client.DeleteObjectAsync(bucket, key, options, cancellationToken);
            return key;
        }
    }

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) =>
        ExecuteAsync<PresignedUpload>(
            key,
            async _ =>
            {
                var found = await account.SignerAsync();
                return found.TryGet(out var signer, out var failure)
                    ? await new UploadSigner(signer, account.Endpoint, clock).SignAsync(bucket, key, terms, cancellationToken)
                    : failure;
            },
            cancellationToken
        );

    /// <summary>Null for a text that is no generation: no object is at it.</summary>
    private static long? Generation(string? version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task<Result<T, StoreFailure>> ExecuteAsync<T>(
        string? key,
        Func<StorageClient, Task<Result<T, StoreFailure>>> operation,
        CancellationToken cancellationToken,
        WriteCondition? condition = null
    )
        where T : class
    {
        if (key is not null && BlobKey.Validate(key) is { } invalidKey)
            return invalidKey;
        try
        {
            var found = await account.ClientAsync();
            return found.TryGet(out var client, out var noClient) ? await operation(client) : noClient;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && GoogleFailures.Of(error, condition) is { } failure)
        {
            return failure;
        }
    }

    private Task<StorageObject> FindAsync(StorageClient client, string key, CancellationToken cancellationToken) =>
        client.GetObjectAsync(bucket, key, new GetObjectOptions { RetryOptions = NoRetry }, cancellationToken);

    private static BlobProperties PropertiesOf(StorageObject found) =>
        ListedPropertiesOf(found) with
        {
            MediaType = found.ContentType ?? UnknownType,
            Metadata = found.Metadata is { } metadata ? metadata.ToDictionary(StringComparer.Ordinal) : BlobProperties.NoMetadata,
        };

    private static BlobProperties ListedPropertiesOf(StorageObject found) =>
        new(
            found.Name,
            found.Generation?.ToString(CultureInfo.InvariantCulture) ?? "",
            (long)(found.Size ?? 0),
            found.ContentType,
            found.UpdatedDateTimeOffset ?? default,
            null
        );

    private static BlobProperties PropertiesOf(string key, HttpResponseMessage response, long length)
    {
        var (headers, modifiedAt) = (response.Content.Headers, response.Content.Headers.LastModified ?? default);
        var generation = response.Headers.TryGetValues("x-goog-generation", out var values) ? values.First() : "";
        var type = headers.ContentType?.ToString() ?? UnknownType;
        return new BlobProperties(key, generation, headers.ContentRange?.Length ?? length, type, modifiedAt, null);
    }
}
