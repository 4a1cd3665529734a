using System.Text.Json;
using Serverless.Monitoring.Testing;
using Serverless.Testing;

namespace Serverless.Monitoring.Tests.Testing;

public sealed class StatisticsTests
{
    private static readonly JsonElement Golden = JsonElement.Parse(
        File.ReadAllText(Path.Combine(Repository.Fixtures, "metrics", "statistics.json"))
    );

    public static TheoryData<string> Drifted => Names("drift");

    public static TheoryData<string> Distributed => Names("distributions");

    [Theory]
    [MemberData(nameof(Drifted))]
    public void The_stability_index_agrees_with_the_reference(string name)
    {
        var row = Row("drift", name);
        var found = Drift.Stability(Numbers(row, "expected_counts"), Numbers(row, "actual_counts"));
        Assert.Equal(row.GetProperty("psi").GetDouble(), found, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Distributed))]
    public void Divergences_agree_with_the_reference(string name)
    {
        var row = Row("distributions", name);
        double[] p = Numbers(row, "p"),
            q = Numbers(row, "q");
        Assert.Equal(row.GetProperty("js_divergence_nats").GetDouble(), Drift.JensenShannon(p, q), 1e-9);
        Assert.Equal(row.GetProperty("psi").GetDouble(), Drift.Stability(p, q), 1e-9);
    }

    /// <summary>The example of Benjamini and Hochberg (1995), section 3.2: four of fifteen.</summary>
    [Fact]
    public void False_discoveries_are_controlled_as_in_the_paper()
    {
        double[] values =
        [
            0.0001,
            0.0004,
            0.0019,
            0.0095,
            0.0201,
            0.0278,
            0.0298,
            0.0344,
            0.0459,
            0.3240,
            0.4262,
            0.5719,
            0.6528,
            0.7590,
            1.0,
        ];
        var shuffled = values.Reverse().ToArray();
        Assert.Equal(4, FalseDiscovery.Find(values, 0.05).Count(one => one));
        Assert.Equal([.. FalseDiscovery.Find(values, 0.05).Reverse()], FalseDiscovery.Find(shuffled, 0.05));
        Assert.DoesNotContain(true, FalseDiscovery.Find([0.5, 0.9], 0.05));
        Assert.Empty(FalseDiscovery.Find([], 0.05));
    }

    [Theory]
    [InlineData(".x.....", ".......")]
    [InlineData(".xx....", "..aa...")]
    [InlineData("x.x....", "..aa...")]
    [InlineData("x..x...", ".......")]
    [InlineData("xxx.xxx", ".aaaaaa")]
    [InlineData("xxx..xx", ".aaa..a")]
    public void An_alarm_begins_with_two_of_three_and_ends_after_two_that_are_clean(string moved, string alarms)
    {
        var found = Hysteresis.Of([.. moved.Select(one => one == 'x')]);
        Assert.Equal(alarms, string.Concat(found.Select(one => one ? 'a' : '.')));
    }

    [Fact]
    public void P_values_of_chance_are_spread_evenly()
    {
        double[] shares = [0.3, 0.25, 0.2, 0.15, 0.1];
        var chance = new NullDistribution(shares, 500, 300, new Random(5));
        var random = new Random(6);
        var values = Enumerable
            .Range(0, 2_000)
            .Select(_ => chance.PValueOf(Drift.JensenShannon(Draw(shares, 500, random), Draw(shares, 300, random))))
            .ToList();
        foreach (var level in (double[])[0.01, 0.05, 0.25, 0.5])
        {
            var share = values.Count(value => value <= level) / (double)values.Count;
            Assert.InRange(
                share,
                level - (4 * Math.Sqrt(level * (1 - level) / values.Count)),
                level + (4 * Math.Sqrt(level * (1 - level) / values.Count)) + 0.001
            );
        }

        Assert.True(chance.PValueOf(0.5) > 0);
        Assert.Equal(1, chance.PValueOf(0));
    }

    [Fact]
    public void What_chance_makes_of_large_samples_is_that_of_smaller_ones_scaled()
    {
        double[] shares = [0.4, 0.3, 0.2, 0.1];
        var large = new NullDistribution(shares, 20_000, 50_000, new Random(5));
        var random = new Random(7);
        var values = Enumerable
            .Range(0, 200)
            .Select(_ => large.PValueOf(Drift.JensenShannon(Draw(shares, 20_000, random), Draw(shares, 50_000, random))))
            .ToList();
        Assert.InRange(values.Average(), 0.42, 0.58);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void Sizes_go_in_steps_of_a_half_and_never_up(long size)
    {
        var bucket = NullTable.BucketOf(size);
        Assert.InRange(bucket, size * 0.66, size);
        Assert.Equal(bucket, NullTable.BucketOf(bucket));
    }

    private static double[] Draw(double[] shares, int size, Random random)
    {
        var counts = new double[shares.Length];
        for (var i = 0; i < size; i++)
        {
            var (value, group) = (random.NextDouble(), 0);
            while (group < shares.Length - 1 && value >= shares[group])
                value -= shares[group++];
            counts[group]++;
        }

        return counts;
    }

    private static TheoryData<string> Names(string group) =>
        [.. Golden.GetProperty(group).EnumerateArray().Select(row => row.GetProperty("name").GetString()!)];

    private static JsonElement Row(string group, string name) =>
        Golden.GetProperty(group).EnumerateArray().First(row => row.GetProperty("name").GetString() == name);

    private static double[] Numbers(JsonElement row, string field) =>
        [.. row.GetProperty(field).EnumerateArray().Select(number => number.GetDouble())];
}
