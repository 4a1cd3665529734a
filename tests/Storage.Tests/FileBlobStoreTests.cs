using Serverless.Storage.Files;

namespace Serverless.Storage.Tests;

public sealed class FileBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("store-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Links_are_neither_followed_nor_listed_nor_replaced()
    {
        var store = await NewAsync();
        var folder = Directory.GetDirectories(_root).Single();
        File.WriteAllText(Path.Combine(_root, "secret.txt"), "secret");
        File.CreateSymbolicLink(Path.Combine(folder, "link.txt"), Path.Combine(_root, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "out"), _root);
        foreach (var key in (string[])["link.txt", "out/secret.txt"])
        {
            Assert.Equal(StoreFailureReason.Collision, (await store.ReadAsync(key, BlobSelection.All, Now)).Failure?.Reason);
            Assert.Equal(
                StoreFailureReason.Collision,
                (await store.WriteAsync(key, ContentOf("x"), WriteCondition.None, Now)).Failure?.Reason
            );
            Assert.Equal(StoreFailureReason.Collision, (await store.DeleteAsync(key, null, Now))?.Reason);
        }

        Assert.Empty(Got(await store.ListAsync("", null, 10, Now)).Items);
        Assert.Equal("secret", File.ReadAllText(Path.Combine(_root, "secret.txt")));
    }

    [Fact]
    public async Task A_folder_where_a_file_would_be_is_a_collision_and_so_is_the_reverse()
    {
        var store = await NewAsync();
        Got(await store.WriteAsync("a/b.txt", ContentOf("x"), WriteCondition.None, Now));
        Assert.Equal(
            StoreFailureReason.Collision,
            (await store.WriteAsync("a", ContentOf("x"), WriteCondition.None, Now)).Failure?.Reason
        );
        Assert.Equal(
            StoreFailureReason.Collision,
            (await store.WriteAsync("a/b.txt/c", ContentOf("x"), WriteCondition.Absent, Now)).Failure?.Reason
        );
        Assert.Equal(StoreFailureReason.NotFound, (await store.ReadAsync("a", BlobSelection.All, Now)).Failure?.Reason);
        Assert.Equal(StoreFailureReason.NotFound, (await store.ReadAsync("a/b.txt/c", BlobSelection.All, Now)).Failure?.Reason);
    }

    [Fact]
    public async Task Files_that_people_put_there_are_read_by_their_own_names()
    {
        var store = await NewAsync();
        var folder = Directory.GetDirectories(_root).Single();
        string[] names = ["a%20b.jpg", "100%25.jpg", "%2F.png", "plus+and space.jpg", "höhe.jpg"];
        foreach (var name in names)
            File.WriteAllText(Path.Combine(folder, name), name);
        Assert.Equal(names.Order(StringComparer.Ordinal), Got(await store.ListAsync("", null, 10, Now)).Items.Select(item => item.Key));
        foreach (var name in names)
            Assert.Equal(name, await TextAsync(store, name));
    }

    [Fact]
    public async Task A_file_that_shrinks_while_it_is_read_is_not_taken_for_whole()
    {
        var store = await NewAsync();
        Got(
            await store.WriteAsync(
                "x.bin",
                new BlobContent(() => new NumberStream(1 << 20), 1 << 20, MediaTypes.Unknown, BlobProperties.NoMetadata),
                WriteCondition.None,
                Now
            )
        );
        await using var reading = Got(await store.ReadAsync("x.bin", BlobSelection.All, Now));
        using (
            var file = File.Open(
                Path.Combine(Directory.GetDirectories(_root).Single(), "x.bin"),
                FileMode.Open,
                FileAccess.Write,
                FileShare.ReadWrite
            )
        )
            file.SetLength(1_000);
        Assert.Equal(StoreFailureReason.Interrupted, (await reading.ToArrayAsync(Now)).Failure?.Reason);
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_no_object()
    {
        var store = await NewAsync();
        File.WriteAllText(Path.Combine(Directory.GetDirectories(_root).Single(), FileNames.ReservedPrefix + "0123456789abcdef"), "half");
        Assert.Empty(Got(await store.ListAsync("", null, 10, Now)).Items);
    }

    [Fact]
    public async Task A_content_shorter_than_its_length_is_not_written()
    {
        var store = await NewAsync();
        var content = new BlobContent(() => new MemoryStream(new byte[5]), 10, MediaTypes.Unknown, BlobProperties.NoMetadata);
        Assert.Equal(StoreFailureReason.Interrupted, (await store.WriteAsync("x.bin", content, WriteCondition.None, Now)).Failure?.Reason);
        Assert.Empty(Directory.GetFiles(Directory.GetDirectories(_root).Single()));
    }

    protected override Task CreateAsync(string container)
    {
        Directory.CreateDirectory(Path.Combine(_root, container));
        return Task.CompletedTask;
    }

    protected override IBlobStore Open(string container) => new FileBlobStore(Path.Combine(_root, container), TimeProvider.System);
}
