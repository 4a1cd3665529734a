using System.Globalization;
using Azure;
using Azure.Core;
using Serverless.Core;
using Serverless.Core.Storage;

namespace Serverless.Storage.Azure;

/// <summary>A container of Azure Blob Storage, over its REST API (learn.microsoft.com/rest/api/storageservices/blob-service-rest-api). The version of an object is its ETag without quotes.</summary>
internal sealed class AzureBlobStore(BlobAccount account, string container, TimeProvider clock, TimeSpan patience) : IBlobStore
{
    private const string UnknownType = "application/octet-stream", MetadataPrefix = "x-ms-meta-";

    private static readonly StoreFailure Backslash = new(StoreFailureReason.InvalidKey, "Azure takes a backslash for a slash; no name of it can hold one.");

    public Task<Result<BlobFacts, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken) => AskAsync<BlobFacts>(key, async () =>
    {
        using var message = account.Message(RequestMethod.Head, PathOf(key), "");
        await account.Pipeline.SendAsync(message, cancellationToken);
        return message.Response.Status == 200 ? FactsOf(key, message.Response) : BlobFailures.Of(message.Response, null);
    }, cancellationToken);

    public Task<Result<BlobReading, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken) => AskAsync<BlobReading>(key, async () =>
    {
        var message = account.Message(RequestMethod.Get, PathOf(key), "");
        var isHandedOn = false;
        try
        {
            message.BufferResponse = false;
            if (selection.Version is { } version) message.Request.Headers.SetValue("If-Match", $"\"{version}\"");
            if (selection.IsRange) message.Request.Headers.SetValue("Range", selection.RangeHeader);
            await account.Pipeline.SendAsync(message, cancellationToken);
            var answer = message.Response;
            if (answer.Status == 412) return (await FindAsync(key, cancellationToken)).Failure ?? StoreFailures.Changed; // also said of a blob that is not there
            if (answer.Status is not (200 or 206)) return BlobFailures.Of(answer, null);
            var length = answer.Headers.ContentLengthLong ?? 0;
            if (selection.IsRange && FactsOf(key, answer).Length <= selection.Offset) return StoreFailures.OutOfRange; // an emulator gives what there is
            if (length > selection.MostBytes) return StoreFailures.TooLarge(length, selection.MostBytes);
            isHandedOn = true;
            return new BlobReading(FactsOf(key, answer), message.ExtractResponseContent() ?? Stream.Null, length, patience, message);
        }
        finally
        {
            if (!isHandedOn) message.Dispose();
        }
    }, cancellationToken);

    public Task<Result<BlobPage, StoreFailure>> ListAsync(string prefix, string? cursor, int most, CancellationToken cancellationToken) => AskAsync<BlobPage>(null, async () =>
    {
        var marker = cursor is null ? "" : "&marker=" + Uri.EscapeDataString(cursor);
        using var message = account.Message(RequestMethod.Get, "/" + container, string.Create(CultureInfo.InvariantCulture, $"restype=container&comp=list&prefix={Uri.EscapeDataString(prefix)}&maxresults={most}{marker}"));
        await account.Pipeline.SendAsync(message, cancellationToken);
        return message.Response.Status == 200 ? BlobList.Read(message.Response.ContentStream!) : BlobFailures.Of(message.Response, null);
    }, cancellationToken);

    public Task<Result<BlobFacts, StoreFailure>> WriteAsync(string key, BlobContent content, WriteCondition condition, CancellationToken cancellationToken)
    {
        content.Check();
        return AskAsync<BlobFacts>(key, async () =>
        {
            using var message = account.Message(RequestMethod.Put, PathOf(key), "");
            var headers = message.Request.Headers;
            headers.SetValue("x-ms-blob-type", "BlockBlob");
            headers.SetValue("Content-Type", content.MediaType);
            headers.SetValue("Content-Length", content.Length.ToString(CultureInfo.InvariantCulture));
            foreach (var (name, value) in content.Metadata) headers.SetValue(MetadataPrefix + name, value);
            if (condition.MustBeAbsent) headers.SetValue("If-None-Match", "*");
            if (condition.Version is { } version) headers.SetValue("If-Match", $"\"{version}\"");
            message.Request.Content = new BlobContentBody(content);
            await account.Pipeline.SendAsync(message, cancellationToken);
            var answer = message.Response;
            return answer.Status == 201 ? new BlobFacts(key, VersionOf(answer), content.Length, content.MediaType, TimeOf(answer), content.Metadata) : BlobFailures.Of(answer, condition);
        }, cancellationToken);
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        var asked = await AskAsync<Response>(key, async () =>
        {
            using var message = account.Message(RequestMethod.Delete, PathOf(key), "");
            if (version is not null) message.Request.Headers.SetValue("If-Match", $"\"{version}\"");
            await account.Pipeline.SendAsync(message, cancellationToken);
            return message.Response.Status == 202 ? message.Response : BlobFailures.Of(message.Response, version is null ? null : WriteCondition.Unchanged(version));
        }, cancellationToken);
        return asked.Failure is { Reason: StoreFailureReason.NotFound } ? null : asked.Failure;
    }

    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(string key, UploadTerms terms, CancellationToken cancellationToken) => AskAsync<PresignedUpload>(key, async () =>
    {
        if (account.Signer is not { } signer) return new StoreFailure(StoreFailureReason.NotSupported, "A shared access signature cannot sign another one; give the host an identity or the account's key.");
        var expiresAt = clock.GetUtcNow() + terms.Lifetime;
        var protocols = account.Endpoint.StartsWith("https:", StringComparison.Ordinal) ? "https" : "https,http";
        var signed = await signer.SignAsync(new UploadGrant($"/blob/{account.Name}/{container}/{key}", expiresAt, protocols), cancellationToken);
        return signed.TryGet(out var query, out var failure)
            ? new PresignedUpload(new Uri($"{account.Endpoint}{PathOf(key)}?{query}"), new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = terms.MediaType, ["x-ms-blob-type"] = "BlockBlob" }, expiresAt)
            : failure;
    }, cancellationToken);

    private static async Task<Result<T, StoreFailure>> AskAsync<T>(string? key, Func<Task<Result<T, StoreFailure>>> ask, CancellationToken cancellationToken)
        where T : class
    {
        if (key is not null && (BlobKey.Fault(key) ?? (key.Contains('\\', StringComparison.Ordinal) ? Backslash : null)) is { } fault) return fault;
        try
        {
            return await ask();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && BlobFailures.Of(error) is { } failure)
        {
            return failure;
        }
    }

    private string PathOf(string key) => $"/{container}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";

    private static BlobFacts FactsOf(string key, Response answer)
    {
        var headers = answer.Headers;
        var whole = headers.TryGetValue("Content-Range", out var range) && range.Split('/') is [_, var length] ? long.Parse(length, CultureInfo.InvariantCulture) : headers.ContentLengthLong ?? 0;
        var metadata = headers.Where(header => header.Name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)).ToDictionary(header => header.Name[MetadataPrefix.Length..].ToLowerInvariant(), header => header.Value, StringComparer.Ordinal);
        return new BlobFacts(key, VersionOf(answer), whole, headers.ContentType ?? UnknownType, TimeOf(answer), metadata);
    }

    private static string VersionOf(Response answer) => answer.Headers.TryGetValue("ETag", out var tag) ? tag.Trim('"') : "";

    private static DateTimeOffset TimeOf(Response answer) =>
        answer.Headers.TryGetValue("Last-Modified", out var time) && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) ? read : default;
}
