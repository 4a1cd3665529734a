using System.Text.Json;
using Serverless.Api.Access;
using Serverless.Api.Pictures;
using Serverless.Api.Requests;
using Serverless.Api.Uploads;
using Serverless.Core.Pipeline;
using Serverless.Results.Documents;
using Serverless.Settings;
using Serverless.Settings.Access;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Testing;

namespace Serverless.Api.Tests;

/// <summary>Uploads to a folder through one-time addresses.</summary>
public sealed class LocalUploadTests : IDisposable
{
    private static readonly Caller Ann = new("ann", new HashSet<string> { Scopes.Caption }),
        Bob = new("bob", new HashSet<string> { Scopes.Caption, Scopes.Blob });

    private static readonly byte[] Picture = [1, 2, 3, 4, 5];

    private readonly string _root = Directory.CreateTempSubdirectory("uploads-").FullName;
    private readonly TestClock _clock = new();
    private readonly LocalUploads _local;
    private readonly UploadService _desk;
    private readonly BlobFetcher _fetcher;

    public LocalUploadTests()
    {
        var settings = new UploadSettings(BlobAddress.Parse($"file://{_root}/").Value!, TimeSpan.FromMinutes(10));
        var stores = new BlobStores([], new FolderStores(_clock));
        _local = new LocalUploads("/v1/uploads/", _clock);
        _desk = new UploadService(settings, 1_000, stores, _local, _clock);
        _fetcher = new BlobFetcher(stores, [], new UploadGrants(settings, _clock), 1_000);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task What_is_put_can_be_named_by_its_caller_for_its_lifetime()
    {
        var upload = await OpenAsync();
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMinutes(10), upload.ExpiresAt);
        Assert.Equal("image/png", upload.Headers["Content-Type"]);
        Assert.Null(await PutAsync(upload));
        Assert.Equal(Picture, (await _fetcher.FetchAsync(upload.Blob, Ann, Now)).Value);
        _clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        Assert.Equal(FailureReason.Forbidden, (await _fetcher.FetchAsync(upload.Blob, Ann, Now)).Failure!.Reason);
    }

    [Fact]
    public async Task Another_caller_learns_nothing_of_it()
    {
        var upload = await OpenAsync();
        Assert.Null(await PutAsync(upload));
        var failure = (await _fetcher.FetchAsync(upload.Blob, Bob, Now)).Failure!;
        Assert.Equal(failure, (await _fetcher.FetchAsync(upload.Blob + "0", Bob, Now)).Failure);
        Assert.Equal(FailureReason.Forbidden, failure.Reason);
    }

    [Fact]
    public async Task An_expired_address_takes_nothing()
    {
        var upload = await OpenAsync();
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(FailureReason.NotFound, (await PutAsync(upload))!.Reason);
    }

    [Fact]
    public async Task A_replayed_address_takes_nothing()
    {
        var upload = await OpenAsync();
        Assert.Null(await PutAsync(upload));
        Assert.Equal(FailureReason.NotFound, (await PutAsync(upload))!.Reason);
        Assert.Equal(
            FailureReason.NotFound,
            (await _local.TakeAsync("guessed", "image/png", Picture.Length, new MemoryStream(Picture), Now))!.Reason
        );
    }

    [Theory]
    [InlineData("image/png", 6L, 6, FailureReason.BodyTooLarge)]
    [InlineData("image/png", 4L, 4, FailureReason.MalformedRequest)]
    [InlineData("image/png", 5L, 4, FailureReason.MalformedRequest)]
    [InlineData("image/png", null, 5, FailureReason.MalformedRequest)]
    [InlineData("image/jpeg", 5L, 5, FailureReason.UnsupportedMediaType)]
    [InlineData(null, 5L, 5, FailureReason.UnsupportedMediaType)]
    public async Task Only_what_was_announced_is_taken(string? mediaType, long? announced, int sent, FailureReason reason)
    {
        var upload = await OpenAsync();
        var failure = await _local.TakeAsync(Token(upload), mediaType, announced, new MemoryStream(new byte[sent]), Now);
        Assert.Equal(reason, failure!.Reason);
        Assert.Equal(FailureReason.BlobNotFound, (await _fetcher.FetchAsync(upload.Blob, Ann, Now)).Failure!.Reason);
    }

    [Theory]
    [InlineData("image/heic", 5, FailureReason.UnsupportedMediaType, "mediaType")]
    [InlineData("image/png", 1_001, FailureReason.BodyTooLarge, "bytes")]
    public async Task What_is_not_taken_is_refused_at_once(string mediaType, long bytes, FailureReason reason, string field)
    {
        var failure = (await _desk.IssueAsync(new UploadRequest(mediaType, bytes), Ann, "http://h", Now)).Failure!;
        Assert.Equal((reason, field), (failure.Reason, failure.Field));
    }

    [Fact]
    public async Task Pictures_whose_time_is_over_are_deleted_when_new_ones_come()
    {
        Assert.Null(await PutAsync(await OpenAsync()));
        File.WriteAllText(Path.Combine(_root, "somebody's.txt"), "stays");
        _clock.Advance(TimeSpan.FromMinutes(11));
        var next = await OpenAsync();
        Assert.Null(await PutAsync(next));
        Assert.Equal(
            2,
            Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Count(path => !Path.GetFileName(path).StartsWith('.'))
        );
    }

    [Fact]
    public async Task The_folder_is_listed_once_and_not_for_every_upload()
    {
        var left = Path.Combine(_root, "0123456789abcdef0123456789abcdef");
        Directory.CreateDirectory(left);
        for (var i = 0; i < 40; i++)
            File.WriteAllText(Path.Combine(left, $"{_clock.GetUtcNow().ToUnixTimeSeconds() - 60 + i}-5-{i:x32}"), "left over");
        var (store, listings) = (new FailingStore(new FileBlobStore(_root, _clock)), 0);
        store.Fault = (call, _) =>
        {
            if (call == "list")
                listings++;
            return null;
        };
        var folder = new BlobFolder(BlobAddress.Parse($"file://{_root}/").Value!, store, "");
        for (var i = 0; i < 50; i++)
        {
            var terms = new UploadTerms("image/png", 5, TimeSpan.FromMinutes(10));
            var opened = await _local.OpenAsync(
                folder,
                UploadGrants.NewKey(Ann, _clock.GetUtcNow() + terms.Lifetime, 5),
                terms,
                "http://h",
                Now
            );
            Assert.NotNull(opened.Value);
            if (i == 0)
                Assert.Equal(24, Directory.GetFiles(left).Length); // some at a time
        }

        Assert.Equal(1, listings);
        Assert.False(Directory.Exists(left)); // all went, and the folder with them
    }

    [Fact]
    public async Task Expired_addresses_make_room_for_new_ones()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4_000; i++)
                Assert.NotNull((await _desk.IssueAsync(new UploadRequest("image/png", 5), Ann, "http://h", Now)).Value);
            _clock.Advance(TimeSpan.FromMinutes(11));
        }
    }

    [Theory]
    [InlineData("{\"mediaType\":\"image/png\",\"bytes\":5}", null)]
    [InlineData("{\"mediaType\":\"image/png\"}", "bytes")]
    [InlineData("{\"mediaType\":\"image/png\",\"bytes\":0}", "bytes")]
    [InlineData("{\"mediaType\":\"image/png\",\"bytes\":1.5}", "bytes")]
    [InlineData("{\"mediaType\":5,\"bytes\":5}", "mediaType")]
    [InlineData("{\"mediaType\":\"image/png\",\"bytes\":5,\"name\":\"x\"}", "name-unknown")]
    public void What_is_asked_is_read_strictly(string json, string? fault)
    {
        var read = UploadRequest.Read(new RequestContent("application/json", [], System.Text.Encoding.UTF8.GetBytes(json)));
        if (fault is null)
            Assert.Equal(new UploadRequest("image/png", 5), read.Value);
        else if (fault == "name-unknown")
            Assert.Equal(FailureReason.UnknownOption, read.Failure!.Reason);
        else
            Assert.Equal((FailureReason.MalformedRequest, fault), (read.Failure!.Reason, read.Failure.Field));
    }

    private async Task<UploadDocument> OpenAsync()
    {
        var issued = await _desk.IssueAsync(new UploadRequest("image/png", Picture.Length), Ann, "http://localhost:8080", Now);
        Assert.True(issued.TryGet(out var document, out var failure), failure?.ToString());
        Assert.StartsWith("http://localhost:8080/v1/uploads/", document.UploadUrl, StringComparison.Ordinal);
        _ = JsonSerializer.Serialize(document, DocumentJson.Writer.UploadDocument);
        return document;
    }

    private Task<CaptionFailure?> PutAsync(UploadDocument upload) =>
        _local.TakeAsync(Token(upload), "image/png", Picture.Length, new MemoryStream(Picture), Now);

    private static string Token(UploadDocument upload) => new Uri(upload.UploadUrl).Segments[^1];
}
