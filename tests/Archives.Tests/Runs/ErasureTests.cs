using System.Security.Cryptography;
using Serverless.Events;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Archives.Tests.Runs;

/// <summary>What was to be forgotten is gone, or told; over a store that fails.</summary>
public sealed class ErasureTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private static readonly StoreFailure Away = new(StoreFailureReason.Unavailable, "away");

    private readonly ArchiveWorld _world = new(tiny);

    private Erasure Erasure => new([_world.Results], _world.Reviews, TimeProvider.System);

    private static string Digest => Convert.ToHexStringLower(SHA256.HashData(ArchiveWorld.Picture(1)));

    [Theory]
    [InlineData("delete", "in/a.png.caption.json")]
    [InlineData("delete", "in/.captions/a.png/")]
    [InlineData("list", "in/.captions/a.png/")]
    [InlineData("write", "in/.captions/a.png/forgotten.json")]
    [InlineData("find", "in/a.png")]
    [InlineData("delete", "reviews/captions/")]
    [InlineData("read", "reviews/captions/")]
    [InlineData("list", "reviews/captions/")]
    public async Task What_could_not_be_removed_is_told_and_another_try_removes_it(string call, string key)
    {
        await PutAsync();
        foreach (var isByDigest in (bool[])[false, true])
        {
            _world.Store.Fault = (which, where) => which == call && where.StartsWith(key, StringComparison.Ordinal) ? Away : null;
            var failed = await EraseAsync(isByDigest);
            Assert.NotEmpty(failed.Kept);
            _world.Store.Fault = (_, _) => null;
        }

        Assert.Empty((await EraseAsync(isByDigest: false)).Kept);
        Assert.Null(await _world.LatestAsync("a.png"));
        Assert.Equal([_world.Results.NamesOf("in/a.png").Tombstone], await _world.KeysAsync("a.png"));
        await foreach (var page in _world.Store.PagesAsync("reviews/"))
            Assert.Empty(page.Value!.Items);
    }

    [Fact]
    public async Task A_tombstone_is_never_written_for_a_version_that_is_not_known()
    {
        await PutAsync();
        _world.Store.Fault = (call, key) => call == "find" && key == "in/a.png" ? Away : null;
        Assert.NotEmpty((await EraseAsync(isByDigest: false)).Kept);
        Assert.DoesNotContain(_world.Results.NamesOf("in/a.png").Tombstone, await _world.KeysAsync("a.png"));
        _world.Store.Fault = (_, _) => null;
        await _world.Store.DeleteAsync("in/a.png", null, default);
        Assert.Empty((await EraseAsync(isByDigest: false)).Kept);
        Assert.Empty(await _world.KeysAsync("a.png"));
    }

    [Theory]
    [InlineData("read", "in/a.png.caption.json")]
    [InlineData("list", "in/")]
    public async Task A_pointer_or_listing_that_cannot_be_read_is_no_proof_that_nothing_is_there(string call, string key)
    {
        await PutAsync();
        _world.Store.Fault = (which, where) => which == call && where == key ? Away : null;
        var told = await Erasure.EraseAsync(Digest, default);
        Assert.NotEmpty(told.Kept);
    }

    [Fact]
    public async Task Results_about_an_earlier_version_of_a_file_go_by_their_digest_and_the_later_ones_stay()
    {
        await PutAsync();
        await _world.PutAsync("a.png", ArchiveWorld.Picture(2));
        await _world.RunAsync(ArchiveWorld.Plan("run-2"));
        Assert.Equal(2, (await _world.KeysAsync("a.png")).Count);
        Assert.Single((await EraseAsync(isByDigest: true)).Pictures);
        Assert.Single(await _world.KeysAsync("a.png"));
        Assert.NotNull(await _world.LatestAsync("a.png"));
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("list")]
    public async Task Retention_tells_what_it_could_not_remove(string call)
    {
        await PutAsync();
        _world.Store.Fault = (which, key) => which == call && key.StartsWith("reviews/", StringComparison.Ordinal) ? Away : null;
        Assert.Equal((0, Away), await Sweep.RetainAsync(_world.Reviews.Folder, DateTimeOffset.UtcNow.AddDays(1), default));
        _world.Store.Fault = (_, _) => null;
        // the caption, and its place in the queue
        Assert.Equal((2, null), await Sweep.RetainAsync(_world.Reviews.Folder, DateTimeOffset.UtcNow.AddDays(1), default));
    }

    private async Task PutAsync()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync(keepsReviews: true);
    }

    private async Task<ErasureReport> EraseAsync(bool isByDigest) =>
        isByDigest ? await Erasure.EraseAsync(Digest, default) : await Erasure.EraseAsync(_world.Pictures.AddressOf("in/a.png"), default);
}
