using System.Globalization;
using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Serverless.Storage.Azure;

namespace Serverless.Storage.Tests;

/// <summary>How Azure's client is set up, and what it then sends.</summary>
public sealed class AzureStoresTests
{
    private const string Account = "AccountName=pics;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:1/pics";

    private const string Public = "https://pics.blob.core.windows.net/";

    private const string Signature = $"BlobEndpoint={Public};SharedAccessSignature=sv=2023&sig=x%3D";

    private static readonly UploadTerms Terms = new("image/png", 5, TimeSpan.FromMinutes(1));

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "devstoreaccount1", "http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=pics;AccountKey=a2V5;EndpointSuffix=core.windows.net", "pics", Public)]
    [InlineData(Signature, "pics", Public)]
    [InlineData("AccountName=pics;AccountKey=a2V5;BlobEndpoint=https://images.example.com", "pics", "https://images.example.com/")]
    [InlineData("BlobEndpoint=https://images.example.com;SharedAccessSignature=sv=2023&sig=x", "images", "https://images.example.com/")]
    [InlineData("AccountName=pics;AccountKey=a2V5;BlobEndpoint=http://azurite:10000/pics", "pics", "http://azurite:10000/pics")]
    public void Connection_strings_are_read(string text, string account, string endpoint)
    {
        var read = AzureAccount.Of(text, AzureAccount.Options(TimeSpan.FromSeconds(1)));
        Assert.Equal((account, endpoint), (read.Value?.Name, read.Value?.Client.Uri.GetLeftPart(UriPartial.Path)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountName=pics;AccountKey=***a2V5")]
    [InlineData("AccountName=pics")]
    [InlineData("AccountKey=a2V5")]
    [InlineData("AccountName=pics;AccountName=other;AccountKey=a2V5")]
    [InlineData("AccountName=pics;AccountKey=a2V5;BlobEndpoint=a2V5")]
    [InlineData("AccountName=pics;AccountKey=a2V5;BlobEndpoint=http://storage:8080/pics")]
    public void A_faulty_connection_string_is_refused_without_being_shown(string text)
    {
        string? Environment(string name) => name == "AZURE_STORAGE_CONNECTION_STRING" ? text : null;
        var stores = new AzureStores(TimeProvider.System, TimeSpan.FromSeconds(1), Environment);
        var failure = stores.Open(new BlobAddress("az", "pics/photos", "")).Failure;
        Assert.Equal(StoreFailureReason.NotSupported, failure?.Reason);
        Assert.StartsWith("AZURE_STORAGE_CONNECTION_STRING ", failure!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("a2V5", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_is_signed_to_create_one_blob_and_nothing_else()
    {
        var store = Store(Account, new Recorder(HttpStatusCode.Created), "photos");
        var upload = (await store.PresignUploadAsync("in/höhe + 1.png", Terms, Now)).Value!;
        var pairs = upload.Address.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2));
        var query = pairs.ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        Assert.Equal("/pics/photos/in/h%C3%B6he%20%2B%201.png", upload.Address.AbsolutePath);
        Assert.Equal(("c", "b", "https,http"), (query["sp"], query["sr"], query["spr"]));
        Assert.Equal(upload.ExpiresAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), query["se"]);
        Assert.Equal("BlockBlob", upload.Headers["x-ms-blob-type"]);
    }

    [Fact]
    public async Task A_shared_access_signature_signs_no_uploads()
    {
        var store = Store(Signature, new Recorder(HttpStatusCode.Created), "photos");
        var failure = (await store.PresignUploadAsync("a.png", Terms, Now)).Failure;
        Assert.Equal(StoreFailureReason.NotSupported, failure?.Reason);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("*", null, "*")]
    [InlineData("v1", "\"v1\"", null)]
    public async Task A_write_is_one_request_with_its_condition(string? condition, string? ifMatch, string? ifNoneMatch)
    {
        var recorder = new Recorder(HttpStatusCode.Created);
        var wanted =
            condition is null ? WriteCondition.None
            : condition == "*" ? WriteCondition.Absent
            : WriteCondition.Unchanged(condition);
        var content = new BlobContent(() => new NumberStream(20 << 20), 20 << 20, "application/octet-stream", BlobProperties.NoMetadata);
        Assert.Null((await Store(Account, recorder, "photos").WriteAsync("a.bin", content, wanted, Now)).Failure);
        var sent = Assert.Single(recorder.Sent);
        Assert.Equal(("PUT", "/pics/photos/a.bin", 20L << 20), (sent.Method, sent.Address.PathAndQuery, sent.Length));
        Assert.Equal(ifMatch, sent.Headers.GetValueOrDefault("If-Match"));
        Assert.Equal(ifNoneMatch, sent.Headers.GetValueOrDefault("If-None-Match"));
        Assert.Equal(("BlockBlob", "2023-11-03"), (sent.Headers["x-ms-blob-type"], sent.Headers["x-ms-version"]));
    }

    [Fact]
    public async Task Opening_a_store_and_signing_an_upload_send_nothing()
    {
        var recorder = new Recorder(HttpStatusCode.Created);
        await Store(Account, recorder, "photos").PresignUploadAsync("a.png", Terms, Now);
        Assert.Empty(recorder.Sent);
    }

    [Fact]
    public void Opening_a_store_looks_for_no_identity()
    {
        var identity = new Lazy<TokenCredential>(() => throw new InvalidOperationException("Asked at the start."));
        var options = AzureAccount.Options(TimeSpan.FromSeconds(1));
        var account = AzureAccount.Of("pics", new Uri(Public), identity, options, TimeProvider.System);
        _ = new AzureBlobStore(account, "photos", TimeProvider.System, TimeSpan.FromSeconds(1));
        Assert.False(identity.IsValueCreated);
    }

    private static AzureBlobStore Store(string connection, Recorder recorder, string container)
    {
        var timeout = TimeSpan.FromSeconds(10);
        var options = AzureAccount.Options(timeout);
        options.Transport = new HttpClientTransport(new HttpClient(recorder));
        return new AzureBlobStore(AzureAccount.Of(connection, options).Value!, container, TimeProvider.System, timeout);
    }

    private sealed record Request(string Method, Uri Address, long Length, IReadOnlyDictionary<string, string> Headers);

    /// <summary>Answers every request and keeps what was asked.</summary>
    private sealed class Recorder(HttpStatusCode status) : HttpMessageHandler
    {
        public List<Request> Sent { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var digest = new DigestStream();
            if (request.Content is { } content)
                await content.CopyToAsync(digest, cancellationToken);
            var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(' ', header.Value));
            Sent.Add(new Request(request.Method.Method, request.RequestUri!, digest.Length, headers));
            var response = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
            response.Headers.TryAddWithoutValidation("ETag", "\"0x1\"");
            response.Content.Headers.LastModified = DateTimeOffset.UtcNow;
            return response;
        }
    }
}
