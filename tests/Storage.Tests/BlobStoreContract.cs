using System.Security.Cryptography;
using System.Text;
using Serverless.Core;
using Serverless.Testing;

namespace Serverless.Storage.Tests;

/// <summary>What every store keeps, whatever is behind it. A container of its own for each test.</summary>
public abstract class BlobStoreContract
{
    private const string Text = "text/plain";

    private const int Racers = 8;

    public static TheoryData<string> OddNames { get; } =
    [
        "with space.jpg",
        "a+b.jpg",
        "100%.jpg",
        "100%25.jpg",
        "a%2Fb.jpg",
        "höhe/日本語/😀.png",
        "é-and-é.txt",
        "#1?x=y&z.jpg",
        "quote'\"<>|*:;,@!$(){}[]~`^=.jpg",
        "tail/",
        "..hidden/...three",
        "-dash",
        "CON.txt",
        "private \uF025\uF000\uE123 use.jpg",
        "deep/" + new string('d', 255) + "/x.jpg",
        new string('k', 1_000),
        "日" + new string('本', 330),
        " lead and trail ",
    ];

    public static TheoryData<string> NamesWithEmptySegments { get; } = ["/lead.jpg", "a//b.jpg", "//"];

    public static TheoryData<string> InvalidNames { get; } =
    [
        "",
        "..",
        ".",
        "a/../b",
        "../etc/passwd",
        "a/./b",
        "a/..",
        "line\nend",
        "nul\0",
        "bell\a",
        "\u007F",
        new string('k', 1_025),
        "é" + new string('é', 512),
    ];

    protected static CancellationToken Now => TestContext.Current.CancellationToken;

    /// <summary>Whether conditional writes are kept; a store that keeps none must refuse them.</summary>
    protected virtual bool KeepsConditions => true;

    protected virtual bool TakesEmptySegments => true;

    protected virtual bool TakesLongNames => true;

    protected virtual bool TakesBackslashes => true;

    /// <summary>Whether characters above U+FFFF come last in lists, as their bytes do.</summary>
    protected virtual bool OrdersByBytes => true;

    /// <summary>Whether lists have an order at all.</summary>
    protected virtual bool Orders => true;

    /// <summary>Bytes in memory in the middle of a transfer, whatever it carries; other tests run beside it.</summary>
    protected virtual long MaxHeldBytes => 60L << 20;

    [Fact]
    public async Task A_missing_object_is_not_found()
    {
        var store = await NewAsync();
        Assert.Equal(StoreFailureReason.NotFound, (await store.FindAsync("no.jpg", Now)).Failure?.Reason);
        Assert.Equal(StoreFailureReason.NotFound, (await store.ReadAsync("no.jpg", BlobSelection.All, Now)).Failure?.Reason);
        Assert.Equal(StoreFailureReason.NotFound, (await store.ReadAsync("no/such/folder.jpg", BlobSelection.All, Now)).Failure?.Reason);
    }

    [Fact]
    public async Task A_missing_container_is_said_to_be_missing()
    {
        if (Open("no-such-container-here") is not { } store)
            return;
        Assert.Equal(StoreFailureReason.ContainerNotFound, (await store.ReadAsync("a.jpg", BlobSelection.All, Now)).Failure?.Reason);
        Assert.Equal(StoreFailureReason.ContainerNotFound, (await store.ListAsync("", null, 10, Now)).Failure?.Reason);
        Assert.Equal(
            StoreFailureReason.ContainerNotFound,
            (await store.WriteAsync("a.txt", ContentOf("x"), WriteCondition.None, Now)).Failure?.Reason
        );
    }

    [Fact]
    public async Task What_is_written_is_read_back_with_its_facts()
    {
        var store = await NewAsync();
        var content = ContentOf("hello") with
        {
            MediaType = "application/vnd.caption+json",
            Metadata = new Dictionary<string, string> { ["source"] = "a test; with = signs", ["n2"] = "2" },
        };
        var written = Got(await store.WriteAsync("in/a.json", content, WriteCondition.None, Now));
        var found = Got(await store.FindAsync("in/a.json", Now));
        Assert.Equal(("in/a.json", 5L, "application/vnd.caption+json"), (found.Key, found.Length, found.MediaType));
        Assert.Equal(content.Metadata, found.Metadata);
        Assert.True((DateTimeOffset.UtcNow - found.ModifiedAt).Duration() < TimeSpan.FromMinutes(2));
        await using var reading = Got(await store.ReadAsync("in/a.json", BlobSelection.All, Now));
        Assert.Equal("hello", Encoding.UTF8.GetString(Got(await reading.ToArrayAsync(Now))));
        var listed = Assert.Single(Got(await store.ListAsync("", null, 10, Now)).Items);
        Assert.Equal((5L, "in/a.json"), (listed.Length, listed.Key));
        Assert.All([found.Version, reading.Properties.Version, listed.Version], version => Assert.Equal(written.Version, version));
    }

    [Fact]
    public async Task Created_only_if_absent_the_first_writer_stays()
    {
        var store = await NewAsync();
        if (await RefusesConditionsAsync(store))
            return;
        Got(await store.WriteAsync("once.txt", ContentOf("first"), WriteCondition.Absent, Now));
        Assert.Equal(
            StoreFailureReason.AlreadyExists,
            (await store.WriteAsync("once.txt", ContentOf("second"), WriteCondition.Absent, Now)).Failure?.Reason
        );
        Assert.Equal("first", await TextAsync(store, "once.txt"));
        Assert.Null(await store.DeleteAsync("once.txt", null, Now));
        Got(await store.WriteAsync("once.txt", ContentOf("third"), WriteCondition.Absent, Now));
    }

    [Fact]
    public async Task Replaced_only_if_unchanged()
    {
        var store = await NewAsync();
        if (await RefusesConditionsAsync(store))
            return;
        var first = Got(await store.WriteAsync("p.txt", ContentOf("1"), WriteCondition.None, Now));
        var second = Got(await store.WriteAsync("p.txt", ContentOf("2"), WriteCondition.Unchanged(first.Version), Now));
        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(
            StoreFailureReason.Changed,
            (await store.WriteAsync("p.txt", ContentOf("3"), WriteCondition.Unchanged(first.Version), Now)).Failure?.Reason
        );
        Assert.Equal("2", await TextAsync(store, "p.txt"));
        Assert.Equal(
            StoreFailureReason.Changed,
            (await store.WriteAsync("absent.txt", ContentOf("3"), WriteCondition.Unchanged(first.Version), Now)).Failure?.Reason
        );
        Assert.Equal(StoreFailureReason.NotFound, (await store.FindAsync("absent.txt", Now)).Failure?.Reason);
    }

    [Fact]
    public async Task An_unconditional_write_replaces_all_facts()
    {
        var store = await NewAsync();
        Got(
            await store.WriteAsync(
                "r.bin",
                ContentOf("old") with
                {
                    MediaType = "application/x-old",
                    Metadata = new Dictionary<string, string> { ["old"] = "1" },
                },
                WriteCondition.None,
                Now
            )
        );
        Got(await store.WriteAsync("r.bin", ContentOf("new bytes"), WriteCondition.None, Now));
        var found = Got(await store.FindAsync("r.bin", Now));
        Assert.Equal((9L, Text), (found.Length, found.MediaType));
        Assert.Empty(found.Metadata!);
    }

    [Fact]
    public async Task Read_at_a_version_gives_that_version_or_says_that_it_is_gone()
    {
        var store = await NewAsync();
        var first = Got(await store.WriteAsync("v.txt", ContentOf("1"), WriteCondition.None, Now));
        Assert.Equal("1", await TextAsync(store, "v.txt", new BlobSelection(first.Version)));
        var second = Got(await store.WriteAsync("v.txt", ContentOf("two"), WriteCondition.None, Now));
        Assert.Equal(StoreFailureReason.Changed, (await store.ReadAsync("v.txt", new BlobSelection(first.Version), Now)).Failure?.Reason);
        Assert.Equal("two", await TextAsync(store, "v.txt", new BlobSelection(second.Version)));
        Assert.Null(await store.DeleteAsync("v.txt", null, Now));
        Assert.Equal(
            StoreFailureReason.NotFound,
            (await store.ReadAsync("v.txt", new BlobSelection(second.Version), Now)).Failure?.Reason
        );
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var store = await NewAsync();
        Got(await store.WriteAsync("empty.txt", ContentOf(""), WriteCondition.None, Now));
        Assert.Equal(0, Got(await store.FindAsync("empty.txt", Now)).Length);
        Assert.Equal("", await TextAsync(store, "empty.txt"));
        Assert.Equal(
            StoreFailureReason.OutOfRange,
            (await store.ReadAsync("empty.txt", new BlobSelection(null, 0, 10), Now)).Failure?.Reason
        );
    }

    /// <summary>
    /// What is held is the whole process's: the store in memory, which holds everything, must not be at it beside another.
    /// </summary>
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    private sealed class Turn : IDisposable
    {
        public void Dispose() => OneAtATime.Release();
    }

    [Fact]
    public async Task A_hundred_megabytes_pass_through_without_being_held()
    {
        const long Length = 100L << 20;
        await OneAtATime.WaitAsync(Now);
        using var turn = new Turn();
        var store = await NewAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var held = new List<long>();
        void Look() => held.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
        Got(
            await store.WriteAsync(
                "big.bin",
                new BlobContent(
                    () => new NumberStream(Length, at: Length * 3 / 4, then: Look),
                    Length,
                    "application/octet-stream",
                    BlobProperties.NoMetadata
                ),
                WriteCondition.None,
                Now
            )
        );
        await using var reading = Got(await store.ReadAsync("big.bin", BlobSelection.All, Now));
        using var digest = new DigestStream(at: Length * 3 / 4, then: Look);
        Assert.Null(await reading.CopyToAsync(digest, Now));
        Assert.Equal(await SHA256.HashDataAsync(new NumberStream(Length), Now), digest.Hash());
        Assert.True(held.Count >= 2);
        Assert.All(held, bytes => Assert.InRange(bytes, long.MinValue, MaxHeldBytes));
    }

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task Odd_names_are_kept_as_they_are(string name)
    {
        if (TakesLongNames || name.Length < 200)
            await KeepsNameAsync(name);
    }

    [Fact]
    public async Task A_backslash_is_kept_or_refused_but_never_becomes_something_else()
    {
        if (TakesBackslashes)
            await KeepsNameAsync("a\\b.jpg");
        else
            await Names_that_no_store_may_hold_are_refused("a\\b.jpg");
    }

    [Theory]
    [MemberData(nameof(NamesWithEmptySegments))]
    public async Task Names_with_empty_segments_are_kept_as_they_are(string name)
    {
        if (TakesEmptySegments)
            await KeepsNameAsync(name);
    }

    [Theory]
    [MemberData(nameof(InvalidNames))]
    public async Task Names_that_no_store_may_hold_are_refused(string name)
    {
        var store = await NewAsync();
        Assert.Equal(
            StoreFailureReason.InvalidKey,
            (await store.WriteAsync(name, ContentOf("x"), WriteCondition.None, Now)).Failure?.Reason
        );
        Assert.Equal(StoreFailureReason.InvalidKey, (await store.ReadAsync(name, BlobSelection.All, Now)).Failure?.Reason);
        Assert.Equal(StoreFailureReason.InvalidKey, (await store.FindAsync(name, Now)).Failure?.Reason);
        Assert.Equal(StoreFailureReason.InvalidKey, (await store.DeleteAsync(name, null, Now))?.Reason);
    }

    [Fact]
    // test data would not carry it
    public async Task Half_a_character_is_no_name() => await Names_that_no_store_may_hold_are_refused("a\uD800");

    [Theory]
    [InlineData(0L, 4L, "0123")]
    [InlineData(3L, 4L, "3456")]
    [InlineData(8L, 100L, "89")]
    [InlineData(9L, null, "9")]
    [InlineData(0L, null, "0123456789")]
    [InlineData(0L, 10L, "0123456789")]
    public async Task A_range_is_read(long offset, long? count, string expected)
    {
        var store = await NewAsync();
        Got(await store.WriteAsync("digits.txt", ContentOf("0123456789"), WriteCondition.None, Now));
        await using var reading = Got(await store.ReadAsync("digits.txt", new BlobSelection(null, offset, count), Now));
        Assert.Equal((10L, (long)expected.Length), (reading.Properties.Length, reading.Length));
        Assert.Equal(expected, Encoding.UTF8.GetString(Got(await reading.ToArrayAsync(Now))));
    }

    [Fact]
    public async Task A_range_behind_the_end_is_refused()
    {
        var store = await NewAsync();
        Got(await store.WriteAsync("digits.txt", ContentOf("0123456789"), WriteCondition.None, Now));
        Assert.Equal(
            StoreFailureReason.OutOfRange,
            (await store.ReadAsync("digits.txt", new BlobSelection(null, 10, 1), Now)).Failure?.Reason
        );
    }

    [Fact]
    public async Task More_than_the_caller_takes_is_refused_before_a_byte_is_read()
    {
        var store = await NewAsync();
        Got(await store.WriteAsync("digits.txt", ContentOf("0123456789"), WriteCondition.None, Now));
        Assert.Equal(
            StoreFailureReason.TooLarge,
            (await store.ReadAsync("digits.txt", new BlobSelection(MaxBytes: 9), Now)).Failure?.Reason
        );
        Assert.Equal("0123456789", await TextAsync(store, "digits.txt", new BlobSelection(MaxBytes: 10)));
        Assert.Equal("012345678", await TextAsync(store, "digits.txt", new BlobSelection(null, 0, 9, 9)));
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_writes_nothing()
    {
        var store = await NewAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.FindAsync("a.txt", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync("a.txt", BlobSelection.All, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ListAsync("", null, 10, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            store.WriteAsync("a.txt", ContentOf("x"), WriteCondition.None, cancelled.Token)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.DeleteAsync("a.txt", null, cancelled.Token));
        Assert.Equal(StoreFailureReason.NotFound, (await store.FindAsync("a.txt", Now)).Failure?.Reason);
    }

    [Fact]
    public async Task A_write_cancelled_on_the_way_leaves_nothing()
    {
        const long Length = 30L << 20;
        var store = await NewAsync();
        using var cancel = new CancellationTokenSource();
        var content = new BlobContent(
            () => new NumberStream(Length, at: Length / 2, then: cancel.Cancel),
            Length,
            "application/octet-stream",
            BlobProperties.NoMetadata
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            store.WriteAsync("half.bin", content, WriteCondition.None, cancel.Token)
        );
        Assert.Equal(StoreFailureReason.NotFound, (await store.FindAsync("half.bin", Now)).Failure?.Reason);
        Assert.Empty(Got(await store.ListAsync("", null, 10, Now)).Items);
    }

    [Fact]
    public async Task A_reading_can_be_cancelled_in_the_middle()
    {
        const long Length = 20L << 20;
        var store = await NewAsync();
        Got(
            await store.WriteAsync(
                "long.bin",
                new BlobContent(() => new NumberStream(Length), Length, "application/octet-stream", BlobProperties.NoMetadata),
                WriteCondition.None,
                Now
            )
        );
        using var cancel = new CancellationTokenSource();
        await using var reading = Got(await store.ReadAsync("long.bin", BlobSelection.All, cancel.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            reading.CopyToAsync(new DigestStream(at: 1 << 20, then: cancel.Cancel), cancel.Token)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Pages_hold_every_object_once_and_in_order(int pageSize)
    {
        var store = await NewAsync();
        string[] keys = ["a", "b/1", "b/2", "b0", "c"];
        foreach (var key in keys.Reverse())
            Got(await store.WriteAsync(key, ContentOf(key), WriteCondition.None, Now));
        Assert.Equal(keys, await KeysAsync(store, "", pageSize));
        Assert.Equal(["b/1", "b/2"], await KeysAsync(store, "b/", pageSize));
        Assert.Equal(["b/1", "b/2", "b0"], await KeysAsync(store, "b", pageSize));
        Assert.Empty(await KeysAsync(store, "z", pageSize));
    }

    [Fact]
    public async Task An_old_cursor_still_leads_on()
    {
        var store = await NewAsync();
        foreach (var key in (string[])["a", "b", "c", "d"])
            Got(await store.WriteAsync(key, ContentOf(key), WriteCondition.None, Now));
        var first = Got(await store.ListAsync("", null, 2, Now));
        _ = Got(await store.ListAsync("", first.Next, 1, Now));
        Assert.Equal(["c", "d"], Got(await store.ListAsync("", first.Next, 2, Now)).Items.Select(item => item.Key));
    }

    [Fact]
    public async Task Lists_are_in_the_order_of_UTF_8_bytes()
    {
        var store = await NewAsync();
        string[] keys = ["A", "a.b", "a/b", "a/😀", "a0", "z", "é", "日", "😀", .. OrdersByBytes ? ["\uFF5E"] : Array.Empty<string>()];
        foreach (var key in keys.Reverse())
            Got(await store.WriteAsync(key, ContentOf(key), WriteCondition.None, Now));
        var listed = await KeysAsync(store, "", Orders ? 3 : 100);
        Assert.Equal(
            keys.Order(
                Comparer<string>.Create(
                    (one, other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other))
                )
            ),
            Orders ? listed : listed.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Ten_thousand_objects_are_listed_once_each()
    {
        var count = TestSize.Of(1_200, 10_000);
        var store = await NewAsync();
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Now },
            async (i, token) =>
                Got(
                    await store.WriteAsync(
                        FormattableString.Invariant($"many/{i % 7}/{i:D5}.txt"),
                        ContentOf("x"),
                        WriteCondition.None,
                        token
                    )
                )
        );
        var seen = new List<string>();
        await foreach (var page in store.PagesAsync("many/", Now))
            seen.AddRange(Got(page).Items.Select(item => item.Key));
        Assert.Equal(count, seen.Count);
        Assert.Equal(count, seen.Distinct().Count());
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Of_racing_creators_exactly_one_wins()
    {
        var store = await NewAsync();
        if (await RefusesConditionsAsync(store))
            return;
        for (var round = 0; round < 5; round++)
        {
            var key = $"race-{round}.txt";
            var results = await Task.WhenAll(
                Enumerable
                    .Range(0, Racers)
                    .Select(i => Task.Run(() => store.WriteAsync(key, ContentOf($"{i}"), WriteCondition.Absent, Now)))
            );
            var winner = Assert.Single(Enumerable.Range(0, Racers), i => results[i].Value is not null);
            Assert.All(
                results.Where(result => result.Value is null),
                result => Assert.Equal(StoreFailureReason.AlreadyExists, result.Failure!.Reason)
            );
            Assert.Equal($"{winner}", await TextAsync(store, key));
        }
    }

    [Fact]
    public async Task Racing_replacements_lose_nothing()
    {
        const int Each = 5;
        var store = await NewAsync();
        if (await RefusesConditionsAsync(store))
            return;
        Got(await store.WriteAsync("count.txt", ContentOf("0"), WriteCondition.Absent, Now));
        await Task.WhenAll(
            Enumerable
                .Range(0, Racers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var done = 0; done < Each; )
                        {
                            await using var reading = Got(await store.ReadAsync("count.txt", BlobSelection.All, Now));
                            var bytes = await reading.ToArrayAsync(Now);
                            if (bytes.Failure is not null)
                                continue;
                            var next =
                                int.Parse(Encoding.UTF8.GetString(bytes.Value!), System.Globalization.CultureInfo.InvariantCulture) + 1;
                            var written = await store.WriteAsync(
                                "count.txt",
                                ContentOf($"{next}"),
                                WriteCondition.Unchanged(reading.Properties.Version),
                                Now
                            );
                            if (written.Value is not null)
                                done++;
                            else
                                Assert.Equal(StoreFailureReason.Changed, written.Failure!.Reason);
                        }
                    })
                )
        );
        Assert.Equal($"{Racers * Each}", await TextAsync(store, "count.txt"));
    }

    [Fact]
    public async Task Deleted_is_gone_and_deleting_again_is_no_failure()
    {
        var store = await NewAsync();
        Got(await store.WriteAsync("d/x.txt", ContentOf("x"), WriteCondition.None, Now));
        Assert.Null(await store.DeleteAsync("d/x.txt", null, Now));
        Assert.Equal(StoreFailureReason.NotFound, (await store.FindAsync("d/x.txt", Now)).Failure?.Reason);
        Assert.Null(await store.DeleteAsync("d/x.txt", null, Now));
        Got(await store.WriteAsync("d", ContentOf("a key that was a folder"), WriteCondition.None, Now));
    }

    [Fact]
    public async Task Deleted_only_at_its_version()
    {
        var store = await NewAsync();
        if (await RefusesConditionsAsync(store))
            return;
        var first = Got(await store.WriteAsync("x.txt", ContentOf("1"), WriteCondition.None, Now));
        var second = Got(await store.WriteAsync("x.txt", ContentOf("2"), WriteCondition.None, Now));
        Assert.Equal(StoreFailureReason.Changed, (await store.DeleteAsync("x.txt", first.Version, Now))?.Reason);
        Assert.Equal("2", await TextAsync(store, "x.txt"));
        Assert.Null(await store.DeleteAsync("x.txt", second.Version, Now));
        Assert.Equal(StoreFailureReason.Changed, (await store.DeleteAsync("x.txt", second.Version, Now))?.Reason);
    }

    /// <summary>Makes a container; null skips the test, having said so.</summary>
    protected abstract Task CreateAsync(string container);

    /// <summary>Opens a container, there or not; null where there is no such thing as a missing one.</summary>
    protected abstract IBlobStore? Open(string container);

    protected async Task<IBlobStore> NewAsync()
    {
        var name = "c" + Guid.NewGuid().ToString("N")[..16];
        await CreateAsync(name);
        return Open(name)!;
    }

    protected static BlobContent ContentOf(string text) => BlobContent.Of(Encoding.UTF8.GetBytes(text), Text);

    protected static T Got<T>(Result<T, StoreFailure> result)
        where T : class
    {
        Assert.True(result.TryGet(out var value, out var failure), failure?.ToString());
        return value;
    }

    protected static async Task<string> TextAsync(IBlobStore store, string key, BlobSelection? selection = null)
    {
        await using var reading = Got(await store.ReadAsync(key, selection ?? BlobSelection.All, Now));
        return Encoding.UTF8.GetString(Got(await reading.ToArrayAsync(Now)));
    }

    private static async Task<List<string>> KeysAsync(IBlobStore store, string prefix, int pageSize)
    {
        var (keys, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = Got(await store.ListAsync(prefix, cursor, pageSize, Now));
            Assert.InRange(page.Items.Count, 0, pageSize);
            keys.AddRange(page.Items.Select(item => item.Key));
            cursor = page.Next;
        } while (cursor is not null);
        return keys;
    }

    private async Task KeepsNameAsync(string name)
    {
        var store = await NewAsync();
        Got(await store.WriteAsync(name, ContentOf(name), WriteCondition.None, Now));
        Assert.Equal(name, await TextAsync(store, name));
        Assert.Equal(name, Got(await store.FindAsync(name, Now)).Key);
        Assert.Equal(name, Assert.Single(Got(await store.ListAsync("", null, 10, Now)).Items).Key);
        Assert.Equal(name, Assert.Single(Got(await store.ListAsync(name[..Math.Min(3, name.Length)], null, 10, Now)).Items).Key);
        Assert.Null(await store.DeleteAsync(name, null, Now));
        Assert.Empty(Got(await store.ListAsync("", null, 10, Now)).Items);
    }

    private async Task<bool> RefusesConditionsAsync(IBlobStore store)
    {
        if (KeepsConditions)
            return false;
        Assert.Equal(
            StoreFailureReason.NotSupported,
            (await store.WriteAsync("once.txt", ContentOf("x"), WriteCondition.Absent, Now)).Failure?.Reason
        );
        Assert.Equal(
            StoreFailureReason.NotSupported,
            (await store.WriteAsync("once.txt", ContentOf("x"), WriteCondition.Unchanged("v"), Now)).Failure?.Reason
        );
        Assert.Empty(Got(await store.ListAsync("", null, 10, Now)).Items);
        return true;
    }
}
