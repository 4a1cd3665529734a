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
/// <see cref="MediaRequests"/>, which says why.
/// </summary>
internal sealed class GoogleBlobStore(GoogleAccount account, string bucket, TimeProvider clock, TimeSpan patience) : IBlobStore
{
    private const string UnknownType = "application/octet-stream";

    private const string ListFields = "items(name,generation,size,contentType,updated),nextPageToken";

    /// <summary>The connections try again, for reads and writes as well.</summary>
    private static readonly RetryOptions AsConnected = RetryOptions.Never;

    public Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) =>
        AskAsync<BlobProperties>(key, async client => FactsOf(await FindAsync(client, key, cancellationToken)), cancellationToken);

    public Task<Result<BlobReading, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken)
    {
        return AskAsync<BlobReading>(key, ReadAsync, cancellationToken);

        async Task<Result<BlobReading, StoreFailure>> ReadAsync(StorageClient client)
        {
            HttpResponseMessage answer;
            try
            {
                answer = await new MediaRequests(client.Service, bucket).OpenAsync(key, selection, cancellationToken);
            }
            catch (GoogleApiException gone) when (gone.HttpStatusCode == HttpStatusCode.NotFound && selection.Version is not null)
            {
                await FindAsync(client, key, cancellationToken);
                return StoreFailures.Changed; // a generation that is not there, of an object that is
            }

            var length = answer.Content.Headers.ContentLength ?? long.MaxValue;
            if (length <= selection.MostBytes)
            {
                var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
                return new BlobReading(FactsOf(key, answer, length), content, length, patience, answer);
            }

            answer.Dispose();
            return StoreFailures.TooLarge(length, selection.MostBytes);
        }
    }

    public async Task<Result<BlobPage, StoreFailure>> ListAsync(
        string prefix,
        string? cursor,
        int most,
        CancellationToken cancellationToken
    )
    {
        var listed = await AskAsync<BlobPage>(null, ListAsync, cancellationToken);
        return listed.Failure is { Reason: StoreFailureReason.NotFound } ? StoreFailures.ContainerNotFound : listed;

        async Task<Result<BlobPage, StoreFailure>> ListAsync(StorageClient client)
        {
            var options = new ListObjectsOptions
            {
                PageSize = most,
                PageToken = cursor,
                Fields = ListFields,
                RetryOptions = AsConnected,
            };
            await using var walk = client.ListObjectsAsync(bucket, prefix, options).AsRawResponses().GetAsyncEnumerator(cancellationToken);
            await walk.MoveNextAsync();
            var page = walk.Current;
            return new BlobPage([.. (page.Items ?? []).Select(ListedOf)], page.NextPageToken);
        }
    }

    public Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        content.Check();
        return AskAsync<BlobProperties>(key, WriteAsync, cancellationToken, condition);

        async Task<Result<BlobProperties, StoreFailure>> WriteAsync(StorageClient client) =>
            FactsOf(
                await new MediaRequests(client.Service, bucket).PutAsync(account.Endpoint, key, content, condition, cancellationToken)
            );
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        var condition = version is null ? null : WriteCondition.Unchanged(version);
        var asked = await AskAsync<string>(key, DeleteAsync, cancellationToken, condition);
        return asked.Failure is { Reason: StoreFailureReason.NotFound } ? null : asked.Failure;

        async Task<Result<string, StoreFailure>> DeleteAsync(StorageClient client)
        {
            if (version is not null && Generation(version) is null)
                return StoreFailures.Changed;
            var options = new DeleteObjectOptions { IfGenerationMatch = Generation(version), RetryOptions = AsConnected };
            await client.DeleteObjectAsync(bucket, key, options, cancellationToken);
            return key;
        }
    }

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) =>
        AskAsync<PresignedUpload>(
            key,
            async _ =>
            {
                var found = await account.SignerAsync();
                return found.TryGet(out var signer, out var failure)
                    ? await new UploadGrants(signer, account.Endpoint, clock).SignAsync(bucket, key, terms, cancellationToken)
                    : failure;
            },
            cancellationToken
        );

    /// <summary>Null for a text that is no generation: no object is at it.</summary>
    private static long? Generation(string? version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task<Result<T, StoreFailure>> AskAsync<T>(
        string? key,
        Func<StorageClient, Task<Result<T, StoreFailure>>> ask,
        CancellationToken cancellationToken,
        WriteCondition? condition = null
    )
        where T : class
    {
        if (key is not null && BlobKey.Fault(key) is { } fault)
            return fault;
        try
        {
            var found = await account.ClientAsync();
            return found.TryGet(out var client, out var failure) ? await ask(client) : failure;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && GoogleFailures.Of(error, condition) is { } failure)
        {
            return failure;
        }
    }

    private Task<StorageObject> FindAsync(StorageClient client, string key, CancellationToken cancellationToken) =>
        client.GetObjectAsync(bucket, key, new GetObjectOptions { RetryOptions = AsConnected }, cancellationToken);

    private static BlobProperties FactsOf(StorageObject found) =>
        ListedOf(found) with
        {
            MediaType = found.ContentType ?? UnknownType,
            Metadata = found.Metadata is { } metadata ? metadata.ToDictionary(StringComparer.Ordinal) : BlobProperties.NoMetadata,
        };

    private static BlobProperties ListedOf(StorageObject found) =>
        new(
            found.Name,
            found.Generation?.ToString(CultureInfo.InvariantCulture) ?? "",
            (long)(found.Size ?? 0),
            found.ContentType,
            found.UpdatedDateTimeOffset ?? default,
            null
        );

    private static BlobProperties FactsOf(string key, HttpResponseMessage answer, long length)
    {
        var (headers, modifiedAt) = (answer.Content.Headers, answer.Content.Headers.LastModified ?? default);
        var generation = answer.Headers.TryGetValues("x-goog-generation", out var values) ? values.First() : "";
        var type = headers.ContentType?.ToString() ?? UnknownType;
        return new BlobProperties(key, generation, headers.ContentRange?.Length ?? length, type, modifiedAt, null);
    }
}
