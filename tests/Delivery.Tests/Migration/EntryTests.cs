using Serverless.Delivery.Migration.Entries;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>The operator's own command as an entry.</summary>
public sealed class EntryTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_hears_where_traffic_goes_and_where_it_went_both_ways()
    {
        var entry = new CommandEntry($"echo \"$MIGRATE_FROM>$MIGRATE_TO\" >> '{_file}'", "aws", "gcp");
        var before = (await entry.FindAsync(Now)).Value!;

        Assert.Null(await entry.SwitchAsync(Now));
        Assert.Null(await entry.RestoreAsync(before, Now));

        Assert.Equal(["aws>gcp", "gcp>aws"], await File.ReadAllLinesAsync(_file, Now));
    }

    [Fact]
    public async Task A_command_that_fails_is_told_with_its_code()
    {
        var failure = await new CommandEntry("exit 7", "aws", "gcp").SwitchAsync(Now);

        Assert.Equal(ExitCode.TryAgain, failure!.Code);
        Assert.Contains("ended with 7", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_entry_the_operator_is_told_which_record_to_change()
    {
        var state = (await new NoEntry("aws (https://a.example)", "gcp (https://g.example)").FindAsync(Now)).Value!;

        Assert.Contains("names aws (https://a.example) at gcp (https://g.example)", state.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_does_not_answer_is_told_and_nothing_moves()
    {
        using var entry = new LocalEntry(new Uri("http://127.0.0.1:1"), "gcp", "http://127.0.0.1:2");

        Assert.Equal(ExitCode.TryAgain, (await entry.SwitchAsync(Now))!.Code);
        Assert.Equal(ExitCode.TryAgain, (await entry.FindAsync(Now)).Failure!.Code);
    }

    public void Dispose() => File.Delete(_file);
}
