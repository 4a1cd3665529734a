using Serverless.Packages.Aliases;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;
using Serverless.Signing;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Packages.Tests.Aliases;

public sealed class AliasBookTests : IDisposable
{
    private static readonly StoreFailure Killed = new(StoreFailureReason.Unavailable, "The process was killed here.");

    private readonly TestPackages _packages = new();
    private readonly SigningKey _key;
    private readonly FailingStore _store;

    public AliasBookTests()
    {
        _key = _packages.NewKey();
        _store = new FailingStore(new MemoryBlobStore(_packages.Clock));
    }

    [Fact]
    public async Task A_promotion_keeps_what_served_and_a_rollback_brings_it_back_with_one_write()
    {
        var book = Book("ann");
        await PromoteAsync(book, "1.0.0");
        await PromoteAsync(book, "1.1.0");
        Assert.Equal(("1.1.0", "1.0.0"), (await MeansAsync(AliasNames.Champion), await MeansAsync(AliasNames.Previous)));
        var writes = 0;
        _store.Fault = (call, _) =>
        {
            writes += call == "write" ? 1 : 0;
            return null;
        };
        var rolled = await book.RollbackAsync("names dogs cats", CancellationToken.None);
        Assert.Equal(("1.0.0", true, 1), (rolled.Value!.Version, rolled.Value.Rollback, writes));
        Assert.Equal("alias", (await book.RollbackAsync("again", CancellationToken.None)).Failure?.Rule);
    }

    [Fact]
    public async Task Of_two_operators_at_once_one_wins_and_the_other_is_told()
    {
        var (ann, bob) = (Book("ann"), Book("bob"));
        await PromoteAsync(ann, "1.0.0");
        var isFirst = true;
        _store.Fault = (call, key) =>
        {
            if (call == "write" && key.Contains("champion", StringComparison.Ordinal) && isFirst)
            {
                isFirst = false; // before ann's write of the champion bob's comes
                Assert.Null(PromoteAsync(bob, "1.2.0").GetAwaiter().GetResult());
            }

            return null;
        };
        Assert.Equal("alias_taken", await PromoteAsync(ann, "1.1.0"));
        Assert.Equal("1.2.0", await MeansAsync(AliasNames.Champion));
        Assert.Null(await PromoteAsync(ann, "1.1.0"));
        Assert.Equal(("1.1.0", "1.2.0"), (await MeansAsync(AliasNames.Champion), await MeansAsync(AliasNames.Previous)));
    }

    [Fact]
    public async Task Killed_before_any_write_of_a_promotion_the_champion_serves_and_the_next_promotion_works()
    {
        await PromoteAsync(Book("ann"), "1.0.0");
        await PromoteAsync(Book("ann"), "1.1.0");
        for (var survived = 0; survived < 2; survived++)
        {
            var left = survived;
            _store.Fault = (call, _) => call == "write" && left-- <= 0 ? Killed : null;
            Assert.Equal("store", await PromoteAsync(Book("ann"), $"2.{survived}.0"));
            _store.Fault = (_, _) => null;
            Assert.Equal("1.1.0", await MeansAsync(AliasNames.Champion));
        }

        Assert.Null(await PromoteAsync(Book("ann"), "2.1.0"));
        Assert.Equal(("2.1.0", "1.1.0"), (await MeansAsync(AliasNames.Champion), await MeansAsync(AliasNames.Previous)));
    }

    [Fact]
    public async Task A_registry_that_was_put_back_is_noticed()
    {
        await PromoteAsync(Book("ann"), "1.0.0");
        await PromoteAsync(Book("ann"), "1.1.0");
        await _store.DeleteAsync("aliases/champion/0000000002.json", null, CancellationToken.None);
        Assert.Equal("alias_low", (await Book("ann").ReadAsync(AliasNames.Champion, CancellationToken.None)).Failure?.Rule);
    }

    [Fact]
    public async Task An_entry_of_another_number_or_alias_is_no_entry()
    {
        await PromoteAsync(Book("ann"), "1.0.0");
        var read = await _store.ReadBytesAsync("aliases/champion/0000000001.json", BlobSelection.All, CancellationToken.None);
        foreach (var key in (string[])["aliases/champion/0000000002.json", "aliases/candidate/0000000001.json"])
        {
            var content = BlobContent.Of(read.Value!.Bytes, "application/json");
            await _store.WriteAsync(key, content, WriteCondition.Absent, CancellationToken.None);
        }

        Assert.Equal("alias", (await Book("ann").ReadAsync(AliasNames.Champion, CancellationToken.None)).Failure?.Rule);
        Assert.Equal("alias", (await Book("ann").ReadAsync(AliasNames.Candidate, CancellationToken.None)).Failure?.Rule);
    }

    [Fact]
    public async Task A_key_that_is_not_trusted_moves_nothing()
    {
        using var other = _packages.NewKey("other.pem");
        await PromoteAsync(
            new AliasBook(Registry(), new AliasKeys(other, other.Public, false, _packages.Cache), _packages.Clock, "eve"),
            "6.6.6"
        );
        Assert.Equal("key_unknown", (await Book("ann").ReadAsync(AliasNames.Champion, CancellationToken.None)).Failure?.Rule);
    }

    public void Dispose()
    {
        _key.Dispose();
        _packages.Dispose();
    }

    private StoreRegistry Registry() => new(new BlobFolder(new BlobAddress("s3", "models", ""), _store, ""));

    private AliasBook Book(string actor) =>
        new(Registry(), new AliasKeys(_key, _key.Public, false, _packages.Cache), _packages.Clock, actor);

    private static async Task<string?> PromoteAsync(AliasBook book, string version)
    {
        var target = new AliasTarget("tiny", version, OciDigest.Of(System.Text.Encoding.UTF8.GetBytes(version)));
        return (await book.PromoteAsync(target, AliasNames.Champion, "promoted", CancellationToken.None)).Failure?.Rule;
    }

    private async Task<string?> MeansAsync(string alias) => (await Book("anyone").ReadAsync(alias, CancellationToken.None)).Value?.Version;
}
