using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Core;
using Serverless.Core.Storage;

namespace Serverless.Storage.Gcp;

/// <summary>
/// A bucket of Cloud Storage over its JSON API (cloud.google.com/storage/docs/json_api/v1/objects). The version of an object is its generation;
/// preconditions: cloud.google.com/storage/docs/request-preconditions.
/// </summary>
internal sealed class GoogleBlobStore(StorageClient client, string bucket, UploadSigner signer, TimeSpan patience) : IBlobStore
{
    private const string UnknownType = "application/octet-stream";

    private string Objects => $"/storage/v1/b/{bucket}/o";

    public Task<Result<BlobFacts, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) => AskAsync<BlobFacts>(key, async () =>
    {
        using var answer = await client.SendAsync(HttpMethod.Get, $"{PathOf(key)}?fields={ObjectResource.Fields}", null, cancellationToken);
        return answer.IsSuccessStatusCode ? (await ReadAsync(answer, StorageJson.Default.ObjectResource, cancellationToken)).ToFacts() : await FailureAsync(answer, null, cancellationToken);
    }, cancellationToken);

    public Task<Result<BlobReading, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken) => AskAsync<BlobReading>(key, async () =>
    {
        var version = selection.Version is null ? "" : "&generation=" + Uri.EscapeDataString(selection.Version);
        var answer = await client.SendAsync(HttpMethod.Get, $"{PathOf(key)}?alt=media{version}", request => Prepare(request, selection), cancellationToken);
        if (answer.IsSuccessStatusCode && answer.Content.Headers.ContentLength is { } length && length <= selection.MostBytes)
        {
            return new BlobReading(FactsOf(key, answer, length), await answer.Content.ReadAsStreamAsync(cancellationToken), length, patience, answer);
        }

        using (answer)
        {
            if (answer.IsSuccessStatusCode) return StoreFailures.TooLarge(answer.Content.Headers.ContentLength ?? long.MaxValue, selection.MostBytes);
            var failure = await FailureAsync(answer, null, cancellationToken);
            // A generation that is not there: replaced, or gone altogether.
            return failure.Reason == StoreFailureReason.NotFound && selection.Version is not null && (await FindAsync(key, cancellationToken)).Value is not null ? StoreFailures.Changed : failure;
        }
    }, cancellationToken);

    public Task<Result<BlobPage, StoreFailure>> ListAsync(string prefix, string? cursor, int most, CancellationToken cancellationToken) => AskAsync<BlobPage>(null, async () =>
    {
        var token = cursor is null ? "" : "&pageToken=" + Uri.EscapeDataString(cursor);
        var path = string.Create(CultureInfo.InvariantCulture, $"{Objects}?prefix={Uri.EscapeDataString(prefix)}&maxResults={most}&fields={ObjectResource.ListFields}{token}");
        using var answer = await client.SendAsync(HttpMethod.Get, path, null, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound) return StoreFailures.ContainerNotFound;
        if (!answer.IsSuccessStatusCode) return await FailureAsync(answer, null, cancellationToken);
        var list = await ReadAsync(answer, StorageJson.Default.ObjectList, cancellationToken);
        return new BlobPage([.. (list.Items ?? []).Select(item => item.ToListed())], list.NextPageToken);
    }, cancellationToken);

    public Task<Result<BlobFacts, StoreFailure>> WriteAsync(string key, BlobContent content, WriteCondition condition, CancellationToken cancellationToken)
    {
        content.Check();
        return AskAsync<BlobFacts>(key, async () =>
        {
            var precondition = condition.MustBeAbsent ? "&ifGenerationMatch=0" : condition.Version is { } version ? "&ifGenerationMatch=" + Uri.EscapeDataString(version) : "";
            using var answer = await client.SendAsync(HttpMethod.Post, $"/upload{Objects}?uploadType=multipart&fields={ObjectResource.Fields}{precondition}", request => request.Content = Multipart(key, content), cancellationToken);
            return answer.IsSuccessStatusCode ? (await ReadAsync(answer, StorageJson.Default.ObjectResource, cancellationToken)).ToFacts() : await FailureAsync(answer, condition, cancellationToken);
        }, cancellationToken);
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        var condition = version is null ? null : WriteCondition.Unchanged(version);
        var query = version is null ? "" : "?ifGenerationMatch=" + Uri.EscapeDataString(version);
        var asked = await AskAsync<HttpResponseMessage>(key, async () =>
        {
            using var answer = await client.SendAsync(HttpMethod.Delete, PathOf(key) + query, null, cancellationToken);
            return answer.IsSuccessStatusCode ? answer : await FailureAsync(answer, condition, cancellationToken);
        }, cancellationToken);
        return asked.Failure is { Reason: StoreFailureReason.NotFound } ? null : asked.Failure;
    }

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(string key, UploadTerms terms, CancellationToken cancellationToken) =>
        AskAsync<PresignedUpload>(key, async () => await signer.SignAsync(bucket, key, terms, cancellationToken), cancellationToken);

    private static void Prepare(HttpRequestMessage request, BlobSelection selection)
    {
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip")); // stored as they are: what is unpacked on the way has no length
        if (selection.IsRange) request.Headers.TryAddWithoutValidation("Range", selection.RangeHeader);
    }

    private static MultipartContent Multipart(string key, BlobContent content) => new("related")
    {
        JsonContent.Create(new NewObject(key, content.MediaType, content.Metadata), StorageJson.Default.NewObject),
        new BlobContentBody(content),
    };

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw new HttpRequestException("Cloud Storage answered without an object.");
    }

    private static async Task<StoreFailure> FailureAsync(HttpResponseMessage answer, WriteCondition? condition, CancellationToken cancellationToken)
    {
        var failure = GoogleFailures.Of(answer.StatusCode, condition);
        if (answer.StatusCode != HttpStatusCode.NotFound) return failure;
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return text.Contains("bucket does not exist", StringComparison.Ordinal) ? StoreFailures.ContainerNotFound : failure;
    }

    private static async Task<Result<T, StoreFailure>> AskAsync<T>(string? key, Func<Task<Result<T, StoreFailure>>> ask, CancellationToken cancellationToken)
        where T : class
    {
        if (key is not null && BlobKey.Fault(key) is { } fault) return fault;
        try
        {
            return await ask();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && GoogleFailures.Of(error) is { } failure)
        {
            return failure;
        }
    }

    private static BlobFacts FactsOf(string key, HttpResponseMessage answer, long length)
    {
        string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : null;
        var whole = answer.Content.Headers.ContentRange?.Length ?? length;
        return new BlobFacts(key, Header("x-goog-generation") ?? "", whole, answer.Content.Headers.ContentType?.ToString() ?? UnknownType, answer.Content.Headers.LastModified ?? default, null);
    }

    private string PathOf(string key) => $"{Objects}/{Uri.EscapeDataString(key)}";
}
