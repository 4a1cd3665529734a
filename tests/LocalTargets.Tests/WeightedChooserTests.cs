using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Tests;

public sealed class WeightedChooserTests
{
    [Theory]
    [InlineData(90, 10)]
    [InlineData(50, 50)]
    [InlineData(99, 1)]
    [InlineData(67, 33)]
    public void Every_hundred_choices_hold_each_id_as_often_as_its_weight(int first, int second)
    {
        var chooser = new WeightedChooser(new Dictionary<string, int> { ["a"] = first, ["b"] = second });
        for (var round = 0; round < 3; round++)
        {
            var chosen = Enumerable.Range(0, 100).Select(_ => chooser.Next(_ => true)).ToList();
            Assert.Equal(first, chosen.Count(id => id == "a"));
            Assert.Equal(second, chosen.Count(id => id == "b"));
        }
    }

    [Fact]
    public void Choices_of_a_small_weight_are_spread_evenly()
    {
        var chooser = new WeightedChooser(new Dictionary<string, int> { ["a"] = 90, ["b"] = 10 });
        var places = Enumerable.Range(0, 100).Where(_ => chooser.Next(_ => true) == "b").ToList();
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.Equal(10, pair.Second - pair.First));
    }

    [Fact]
    public void Of_equal_weights_the_first_id_is_chosen_first()
    {
        var chooser = new WeightedChooser(new Dictionary<string, int> { ["b"] = 50, ["a"] = 50 });
        Assert.Equal(["a", "b", "a", "b"], Enumerable.Range(0, 4).Select(_ => chooser.Next(_ => true)));
    }

    [Fact]
    public void What_is_no_candidate_leaves_its_share_to_the_others()
    {
        var chooser = new WeightedChooser(new Dictionary<string, int> { ["a"] = 90, ["b"] = 10 });
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal("b", chooser.Next(id => id == "b")));
        Assert.Null(chooser.Next(_ => false));
    }

    [Fact]
    public void A_weight_of_nothing_is_never_chosen()
    {
        var chooser = new WeightedChooser(new Dictionary<string, int> { ["a"] = 100, ["b"] = 0 });
        Assert.All(Enumerable.Range(0, 200), _ => Assert.Equal("a", chooser.Next(_ => true)));
        Assert.Null(chooser.Next(id => id == "b"));
    }

    [Theory]
    [InlineData(34, 33, 33)]
    [InlineData(80, 15, 5)]
    [InlineData(98, 1, 1)]
    public void Traffic_without_one_revision_still_makes_a_hundred(int a, int b, int c)
    {
        var traffic = new Traffic(
            new Dictionary<string, int>
            {
                ["a"] = a,
                ["b"] = b,
                ["c"] = c,
            },
            3
        );
        foreach (var gone in traffic.Weights.Keys)
        {
            var rest = traffic.Without(gone);
            Assert.Equal(100, rest.Weights.Values.Sum());
            Assert.False(rest.Weights.ContainsKey(gone));
            Assert.Equal(4, rest.Version);
        }
    }

    [Fact]
    public void Without_the_only_one_there_is_no_traffic()
    {
        Assert.Empty(new Traffic(new Dictionary<string, int> { ["a"] = 100, ["b"] = 0 }, 1).Without("a").Weights);
    }
}
