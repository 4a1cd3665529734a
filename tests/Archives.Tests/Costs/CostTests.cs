using Serverless.Archives.Costs;
using Serverless.Archives.Export;
using Serverless.Archives.Tests.Runs;
using Serverless.Archives.Work;

namespace Serverless.Archives.Tests.Costs;

public sealed class CostTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private static readonly Price Price = new("x", "", 2, 4, 0.04, 0.005, 0.4, 5, 5, 1);

    [Fact]
    public void The_formula_is_hours_of_workers_and_calls_by_the_million()
    {
        Assert.Equal(0.1, Price.PerHour, 9);
        var calls = StoreCalls.Of(worked: 1_000_000, existed: 0);
        Assert.Equal((4e6, 2e6, 3_000), (calls.Reads, calls.Writes, calls.Lists));
        Assert.Equal((10 * 0.1) + 1.6 + 10 + 0.015, Price.Of(10, calls), 9);
        Assert.Equal(new StoreCalls(5, 0, 0.015), StoreCalls.Of(0, 5));
    }

    [Fact]
    public void A_run_stops_before_it_costs_more()
    {
        var clock = new PassingClock();
        var meter = new RunMeter(clock);
        var cost = new CostMeter(Price, "USD", 1, meter);
        Assert.Null(cost.MustStop());
        clock.Passed = TimeSpan.FromHours(9.97);
        Assert.Null(cost.MustStop());
        clock.Passed = TimeSpan.FromHours(9.999);
        Assert.Contains("of the 1.0000", cost.MustStop(), StringComparison.Ordinal);
        Assert.True(cost.Spent < 1);
    }

    [Theory]
    [InlineData("{}", "missing")]
    [InlineData("[]", "no file of prices")]
    [InlineData("{\"currency\":\"USD\",\"prices\":[]}", "no prices")]
    [InlineData(
        "{\"currency\":\"USD\",\"prices\":[{\"name\":\"x\",\"about\":\"\",\"vcpus\":-1,\"memoryGiB\":1,\"perVcpuHour\":1,"
            + "\"perGiBHour\":1,\"perMillionReads\":1,\"perMillionWrites\":1,\"perMillionLists\":1,\"speed\":1}]}",
        "0 or more"
    )]
    public void A_file_that_holds_no_prices_is_refused(string text, string expected)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        Assert.Contains(
            expected,
            Assert.Throws<InvalidDataException>(() => PriceList.Read(path)).Message,
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public void The_prices_that_come_with_the_program_know_the_four_engines() =>
        Assert.Equal(
            ["aws-batch", "cloud-run-job", "container-apps-job", "kubernetes"],
            PriceList.Read(Path.Combine(AppContext.BaseDirectory, "prices.json")).Prices.Select(price => price.Name)
        );

    [Fact]
    public async Task A_survey_counts_what_a_run_would_do_and_writes_nothing()
    {
        var world = new ArchiveWorld(tiny);
        for (var i = 0; i < 30; i++)
            await world.PutAsync($"{i:D2}.png", ArchiveWorld.Picture(i));
        await world.RunAsync(ArchiveWorld.Plan() with { Limit = 10 });
        world.Store.Fault = (call, key) => call is "write" or "delete" ? throw new InvalidOperationException(key) : null;
        var plan = ArchiveWorld.Plan("run-2");
        var survey = new ArchiveEstimator(world.Results, plan);
        Assert.Null(await new ArchiveExport(world.Results, plan).ExportAsync([survey], default));
        Assert.Equal((30, 20, 0), (survey.Listed, survey.Wanted, survey.ByPerson));
        Assert.True(await survey.MeasureAsync(tiny.Engine, default) > 0);
    }

    private sealed class PassingClock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
