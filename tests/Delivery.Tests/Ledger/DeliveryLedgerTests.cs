using System.Text;
using Serverless.Ledger;
using Serverless.Storage;

namespace Serverless.Delivery.Tests.Ledger;

public sealed class DeliveryLedgerTests
{
    private readonly TestDelivery _delivery = new();

    [Fact]
    public async Task Entries_are_numbered_and_each_has_the_digest_of_the_one_before()
    {
        var ledger = await FilledAsync(3);

        Assert.Equal([1, 2, 3], ledger.Entries.Select(entry => entry.Number));
        for (var number = 2; number <= 3; number++)
        {
            var before = await _delivery.ReadAsync(LedgerFile.NameOf(number - 1));
            Assert.Equal(LedgerFile.HashOf(before), ledger.Entries[number - 1].Previous);
        }

        Assert.Equal(LedgerFile.NoPrevious, ledger.Entries[0].Previous);
        Assert.Equal("ledger/0000000001.json", LedgerFile.NameOf(1));
    }

    [Fact]
    public async Task What_is_written_is_read_again_the_same()
    {
        var ledger = await _delivery.LedgerAsync();
        var entry = new LedgerEntry
        {
            Kind = EntryKind.Canary,
            Version = "1.2.3",
            Environment = "prod",
            Target = "aws",
            Weight = 10,
            Verdict = "fail",
            Why = "errors 4 %, allowed: 2 — über \"quotes\" & <tags>",
            Models = [new ModelReference("caption-base", "1.0.0", "sha256:00")],
            Evidence = [new Evidence("report", "00")],
        };

        await ledger.AppendAsync(entry, CancellationToken.None);
        var read = (await _delivery.LedgerAsync()).Entries[0];

        Assert.Equal(entry.Why, read.Why);
        Assert.Equal(entry.Models, read.Models);
        Assert.Equal("tester", read.Actor);
        Assert.Equal(_delivery.Clock.GetUtcNow(), read.At);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_changed_entry_is_named_and_stops_every_reader(int number)
    {
        await FilledAsync(4);
        var name = LedgerFile.NameOf(number);
        var text = Encoding.UTF8.GetString(await _delivery.ReadAsync(name));
        await _delivery.WriteAsync(name, Encoding.UTF8.GetBytes(text.Replace("tester", "nobody", StringComparison.Ordinal)));

        var refused = await RefusalAsync();

        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains($"entry {number + 1} does not follow", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_entry_changed_in_its_blanks_is_noticed()
    {
        await FilledAsync(2);
        var name = LedgerFile.NameOf(2);
        await _delivery.WriteAsync(name, [.. await _delivery.ReadAsync(name), (byte)'\n']);

        Assert.Contains("entry 2 was changed", (await RefusalAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_number_is_named()
    {
        await FilledAsync(5);
        await _delivery.DeleteAsync(LedgerFile.NameOf(3));

        Assert.Contains("entry 3 is missing", (await RefusalAsync()).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"anything":1}""", "has format 2")]
    [InlineData("""{"schemaVersion":1}""", "cannot be read")]
    [InlineData("", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    public async Task An_entry_that_this_program_did_not_write_is_refused(string text, string why)
    {
        await FilledAsync(1);
        await _delivery.WriteAsync(LedgerFile.NameOf(2), Encoding.UTF8.GetBytes(text));

        var refused = await RefusalAsync();

        Assert.Contains("entry 2", refused.Detail, StringComparison.Ordinal);
        Assert.Contains(why, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_of_a_kind_that_does_not_exist_is_refused()
    {
        var ledger = await FilledAsync(1);
        var forged = ledger.Entries[0] with { Number = 2, Previous = ledger.LastHash, Kind = "blessed" };
        await _delivery.WriteAsync(LedgerFile.NameOf(2), LedgerFile.BytesOf(forged));

        Assert.Contains("entry 2 is of a kind", (await RefusalAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_copied_to_another_number_is_refused()
    {
        await FilledAsync(2);
        await _delivery.WriteAsync(LedgerFile.NameOf(3), await _delivery.ReadAsync(LedgerFile.NameOf(2)));

        Assert.Contains("entry 3 calls itself 2", (await RefusalAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_writers_interleave_and_no_entry_is_lost()
    {
        var writers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _delivery.LedgerAsync()));

        await Task.WhenAll(
            writers.Select(
                (ledger, writer) =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 10; i++)
                            Assert.Null(await ledger.AppendAsync(EntryOf($"writer {writer}, entry {i}"), CancellationToken.None));
                    })
            )
        );

        var read = (await _delivery.LedgerAsync()).Entries;
        Assert.Equal(40, read.Count);
        Assert.Equal(40, read.Select(entry => entry.Why).Distinct().Count());
    }

    [Fact]
    public async Task An_entry_whose_answer_was_lost_is_not_written_twice()
    {
        var ledger = await FilledAsync(1);
        var other = await _delivery.LedgerAsync();
        _delivery.Faults.Fault = (call, _) => call == "write" ? throw new OperationCanceledException() : null;
        await Assert.ThrowsAsync<OperationCanceledException>(() => ledger.AppendAsync(EntryOf("second"), CancellationToken.None));
        _delivery.Faults.Fault = (_, _) => null;

        await other.AppendAsync(EntryOf("second"), CancellationToken.None);

        Assert.Equal(2, (await _delivery.LedgerAsync()).Entries.Count);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_no_broken_chain()
    {
        await FilledAsync(2);
        _delivery.Faults.Fault = (call, _) => call == "read" ? new StoreFailure(StoreFailureReason.Unavailable, "It is away.") : null;

        Assert.Equal(ExitCode.TryAgain, (await RefusalAsync()).Code);
    }

    [Fact]
    public async Task With_a_key_a_tail_that_was_cut_off_is_noticed()
    {
        using var key = new TestKey();
        _delivery.Keys = key.Keys;
        await FilledAsync(4);
        await _delivery.DeleteAsync(LedgerFile.NameOf(4));
        await _delivery.DeleteAsync(LedgerFile.NameOf(3));

        Assert.Contains("entries 3 to 4 are missing", (await RefusalAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_key_a_last_entry_that_was_replaced_is_noticed()
    {
        using var key = new TestKey();
        _delivery.Keys = key.Keys;
        var ledger = await FilledAsync(3);
        var forged = ledger.Entries[2] with { Why = "another reason" };
        await _delivery.WriteAsync(LedgerFile.NameOf(3), LedgerFile.BytesOf(forged));

        Assert.Contains("entry 3 is not the one that was signed", (await RefusalAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_another_key_signed_or_none_is_refused()
    {
        using var key = new TestKey();
        using var other = new TestKey();
        _delivery.Keys = key.Keys;
        await FilledAsync(2);

        _delivery.Keys = other.PublicKeys;
        Assert.Contains("not signed by a trusted key", (await RefusalAsync()).Detail, StringComparison.Ordinal);

        _delivery.Keys = key.PublicKeys;
        await _delivery.DeleteAsync(LedgerHead.Name);
        Assert.Contains("signed head is missing", (await RefusalAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_was_begun_without_a_key_is_signed_from_the_first_entry_with_one()
    {
        using var key = new TestKey();
        await FilledAsync(3);
        _delivery.Keys = key.PublicKeys;
        Assert.Null((await _delivery.LedgerAsync()).SignedHead);

        _delivery.Keys = key.Keys;
        await FilledAsync(1);

        Assert.Equal(4, (await _delivery.LedgerAsync()).SignedHead!.Number);
    }

    [Fact]
    public async Task Without_a_key_a_tail_that_was_cut_off_is_not_noticed()
    {
        await FilledAsync(3);
        await _delivery.DeleteAsync(LedgerFile.NameOf(3));

        Assert.Equal(2, (await _delivery.LedgerAsync()).Entries.Count);
    }

    private static LedgerEntry EntryOf(string why) =>
        new()
        {
            Kind = EntryKind.Tested,
            Version = "1.0.0",
            Why = why,
        };

    private async Task<DeliveryLedger> FilledAsync(int count)
    {
        var ledger = await _delivery.LedgerAsync();
        for (var i = 0; i < count; i++)
            Assert.Null(await ledger.AppendAsync(EntryOf($"entry {i}"), CancellationToken.None));
        return ledger;
    }

    private async Task<DeliveryFailure> RefusalAsync()
    {
        var opened = await DeliveryLedger.OpenAsync(_delivery.Store, _delivery.Keys, _delivery.Author, CancellationToken.None);
        Assert.NotNull(opened.Failure);
        return opened.Failure;
    }
}
