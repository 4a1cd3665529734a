using System.IO.Compression;
using System.Text;
using Serverless.Api.Access;
using Serverless.Api.Pictures;
using Serverless.Core.Pipeline;
using Serverless.Settings.Access;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Api.Tests;

public sealed class BlobFetcherTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("blobs-").FullName;

    private string Root => "file://" + _root;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public BlobFetcherTests()
    {
        foreach (
            var name in (string[])
                [
                    "in/a b.jpg",
                    "in/100%.jpg",
                    "in/deep/x.jpg",
                    "in-other/secret.jpg",
                    "out/secret.jpg",
                    "callers/ann/own.jpg",
                    "callers/bob/own.jpg",
                    "in/large.jpg",
                ]
        )
        {
            var path = Path.Combine(_root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, name == "in/large.jpg" ? new string('x', 2_000) : name);
        }

        File.WriteAllText(Path.Combine(_root, "in", "empty.jpg"), "");
        File.CreateSymbolicLink(Path.Combine(_root, "in", "link.jpg"), Path.Combine(_root, "out", "secret.jpg"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("/in/a b.jpg", "in/a b.jpg")]
    [InlineData("/in/a%20b.jpg", "in/a b.jpg")] // file:// alone is a URL
    [InlineData("/in/100%25.jpg", "in/100%.jpg")]
    [InlineData("/in/deep/x.jpg", "in/deep/x.jpg")]
    public async Task Below_an_allowed_folder_pictures_are_read(string path, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString((await Fetcher("/in/").FetchAsync(Root + path, Ann(), Now)).Value!));

    [Fact]
    public async Task A_picture_that_lies_zipped_is_read_as_the_picture()
    {
        await using (var zip = new GZipStream(File.Create(Path.Combine(_root, "in", "zipped.jpg")), CompressionLevel.Fastest))
            zip.Write("picture"u8);
        Assert.Equal("picture", Encoding.UTF8.GetString((await Fetcher("/in/").FetchAsync(Root + "/in/zipped.jpg", Ann(), Now)).Value!));
        await using (var zip = new GZipStream(File.Create(Path.Combine(_root, "in", "bomb.jpg")), CompressionLevel.Fastest))
            zip.Write(new byte[100_000]);
        Assert.Equal(FailureReason.BodyTooLarge, (await Fetcher("/in/").FetchAsync(Root + "/in/bomb.jpg", Ann(), Now)).Failure!.Reason);
    }

    [Theory]
    [InlineData("/in-other/secret.jpg", FailureReason.BlobNotAllowed)]
    [InlineData("/in", FailureReason.BlobNotAllowed)]
    [InlineData("/in/", FailureReason.BlobNotAllowed)]
    [InlineData("/out/secret.jpg", FailureReason.BlobNotAllowed)]
    [InlineData("/out/no-such.jpg", FailureReason.BlobNotAllowed)]
    [InlineData("/in%2Fdeep/x.jpg", null)]
    [InlineData("/in/../out/secret.jpg", FailureReason.MalformedRequest)]
    [InlineData("/in/%2e%2e/out/secret.jpg", FailureReason.MalformedRequest)]
    [InlineData("/in/..%2Fout/secret.jpg", FailureReason.MalformedRequest)]
    [InlineData("/in/%252e%252e/out/secret.jpg", FailureReason.BlobNotFound)]
    [InlineData("/in/no-such.jpg", FailureReason.BlobNotFound)]
    [InlineData("/in/deep", FailureReason.BlobNotFound)]
    [InlineData("/in/link.jpg", FailureReason.BlobNotFound)]
    [InlineData("/in/%00.jpg", FailureReason.MalformedRequest)]
    [InlineData("/in/100%.jpg", FailureReason.MalformedRequest)]
    [InlineData("/in/a.jpg?sig=1", FailureReason.MalformedRequest)]
    [InlineData("/in/large.jpg", FailureReason.BodyTooLarge)]
    [InlineData("/in/empty.jpg", FailureReason.EmptyBody)]
    public async Task Elsewhere_nothing_is_read_nor_told(string path, FailureReason? expected)
    {
        var failure = (await Fetcher("/in/").FetchAsync(Root + path, Ann(), Now)).Failure;
        Assert.Equal(expected, failure?.Reason);
        if (expected == FailureReason.BlobNotAllowed)
            Assert.Equal("The object is below no folder that this caller may name.", failure!.Detail);
    }

    [Theory]
    [InlineData("ann", "/callers/ann/own.jpg", null)]
    [InlineData("ann", "/callers/bob/own.jpg", FailureReason.BlobNotAllowed)]
    [InlineData("..", "/callers/ann/own.jpg", FailureReason.BlobNotAllowed)]
    [InlineData("ann/../bob", "/callers/bob/own.jpg", FailureReason.BlobNotAllowed)]
    [InlineData("", "/callers/ann/own.jpg", FailureReason.BlobNotAllowed)]
    public async Task A_folder_can_be_each_callers_own(string id, string path, FailureReason? expected) =>
        Assert.Equal(expected, (await Fetcher("/callers/{caller}/").FetchAsync(Root + path, Ann() with { Id = id }, Now)).Failure?.Reason);

    [Fact]
    public async Task A_keys_own_folders_take_the_place_of_the_settings()
    {
        var caller = Ann() with { BlobsFrom = [Address("/out/")] };
        Assert.NotNull((await Fetcher("/in/").FetchAsync(Root + "/out/secret.jpg", caller, Now)).Value);
        Assert.Equal(FailureReason.BlobNotAllowed, (await Fetcher("/in/").FetchAsync(Root + "/in/a b.jpg", caller, Now)).Failure!.Reason);
    }

    [Fact]
    public async Task Without_the_scope_or_a_folder_nothing_is_read()
    {
        Assert.Equal(
            FailureReason.Forbidden,
            (
                await Fetcher("/in/")
                    .FetchAsync(Root + "/in/a b.jpg", new Caller("ann", new HashSet<string> { Scopes.Caption, Scopes.Url }), Now)
            )
                .Failure!
                .Reason
        );
        Assert.Equal(FailureReason.Forbidden, (await Fetcher().FetchAsync(Root + "/in/a b.jpg", Ann(), Now)).Failure!.Reason);
    }

    [Theory]
    [InlineData("in/100%.jpg", "in/", null)]
    [InlineData("in/100%25.jpg", "in/", FailureReason.BlobNotFound)]
    [InlineData("in/a?b#c.jpg", "in/", null)]
    [InlineData("in/a%3Fb%23c.jpg", "in/", FailureReason.BlobNotFound)]
    [InlineData("in/../out/secret.jpg", "in/", FailureReason.BlobNotFound)]
    [InlineData("in/%2e%2e/out/secret.jpg", "in/", FailureReason.BlobNotFound)]
    [InlineData("in%2Fa?b#c.jpg", "in/", FailureReason.BlobNotAllowed)]
    [InlineData("in//100%.jpg", "in/", FailureReason.BlobNotFound)]
    [InlineData("50% off/x.jpg", "50% off/", null)]
    [InlineData("50%25 off/x.jpg", "50% off/", FailureReason.BlobNotAllowed)]
    public async Task The_key_of_an_object_stands_as_the_store_has_it(string key, string folder, FailureReason? expected)
    {
        var store = new MemoryBlobStore(TimeProvider.System);
        string[] names = ["in/100%.jpg", "in/a?b#c.jpg", "out/secret.jpg", "50% off/x.jpg"];
        foreach (var name in names)
            await store.WriteAsync(name, BlobContent.Of([1], "image/jpeg"), WriteCondition.None, Now);
        var stores = new BlobStores([new MemoryStores(store)], new FolderStores(TimeProvider.System));
        var fetcher = new BlobFetcher(stores, [BlobAddress.Parse("s3://photos/" + folder).Value!], null, 1_000);
        Assert.Equal(expected, (await fetcher.FetchAsync("s3://photos/" + key, Ann(), Now)).Failure?.Reason);
    }

    private sealed class MemoryStores(MemoryBlobStore store) : IBlobStoreProvider
    {
        public string Scheme => "s3";

        public Serverless.Core.Result<BlobFolder, StoreFailure> Open(BlobAddress folder) => new BlobFolder(folder, store, folder.Key);
    }

    private static Caller Ann() => new("ann", new HashSet<string> { Scopes.Caption, Scopes.Blob });

    private BlobAddress Address(string path) => BlobAddress.Parse(Root + path).Value!;

    private BlobFetcher Fetcher(params string[] folders) =>
        new(new BlobStores([], new FolderStores(TimeProvider.System)), [.. folders.Select(Address)], null, 1_000);
}
