namespace Serverless.Core.Tests.Classification;

public sealed class LabelProbabilitiesTests : IDisposable
{
    private readonly ToyLabels _toy = new();

    [Fact]
    public void A_kind_has_the_sum_of_its_classes_and_classes_sum_to_one()
    {
        var probabilities = _toy.Seen(1, 0.5, 0.3, 0.1, 0.06, 0.04);
        Assert.Equal(0.8, probabilities.Of(_toy.Hierarchy.ById["k2"].Classes), 1e-6);
        Assert.Equal(0.9, probabilities.Of(_toy.Hierarchy.ById["k1"].Classes), 1e-6);
        Assert.Equal(1, probabilities.Of([0, 1, 2, 3, 4]), 1e-9);
    }

    [Fact]
    public void A_higher_temperature_is_less_sure_of_the_same_order()
    {
        var (cold, warm) = (_toy.Seen(1, 0.7, 0.1, 0.1, 0.05, 0.05), _toy.Seen(2, 0.7, 0.1, 0.1, 0.05, 0.05));
        Assert.InRange(warm.Of([0]), 0.3, 0.6);
        Assert.True(cold.Of([0]) > warm.Of([0]) && warm.Of([0]) > warm.Of([1]) && warm.Of([1]) > warm.Of([3]));
    }

    [Theory]
    [InlineData(0.95, "tabby", "cat", "animal", 0.97, 0.01, 0.01, 0.005, 0.005)]
    [InlineData(0.5, "cat", "animal", "", 0.45, 0.45, 0.05, 0.03, 0.02)] // neither breed is sure, the kind is
    [InlineData(0.5, "animal", "", "", 0.3, 0.1, 0.3, 0.2, 0.1)]
    [InlineData(0.5, "", "", "", 0.2, 0.1, 0.1, 0.3, 0.3, "boat")]
    public void Names_back_off_from_the_most_specific(
        double level,
        string first,
        string second,
        string third,
        double tabby,
        double siamese,
        double poodle,
        double seaplane,
        double mug,
        string instead = ""
    )
    {
        string[] expected = instead.Length > 0 ? [instead] : [.. ((string[])[first, second, third]).Where(name => name.Length > 0)];
        Assert.Equal(expected, _toy.Seen(1, tabby, siamese, poodle, seaplane, mug).AtLeast(level).Select(label => label.Label.Name));
    }

    [Fact]
    public void A_class_under_two_kinds_counts_for_both() =>
        Assert.Equal(
            ["aircraft", "seaplane", "boat"],
            _toy.Seen(1, 0.05, 0.05, 0.05, 0.8, 0.05).AtLeast(0.5).Select(label => label.Label.Name)
        ); // aircraft is as specific here: it holds nothing else

    [Fact]
    public void Among_equals_the_likelier_then_the_lower_id_comes_first()
    {
        var labels = _toy.Seen(1, 0.3, 0.3, 0.1, 0.2, 0.1).AtLeast(0.19);
        // n1 as likely as n2; k4 as specific and as likely as n4
        Assert.Equal(["n1", "n2", "k4", "n4"], labels.Take(4).Select(label => label.Label.Id));
    }

    public void Dispose() => _toy.Dispose();
}
