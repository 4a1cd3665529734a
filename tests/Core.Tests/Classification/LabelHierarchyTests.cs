using Serverless.Core.Classification;

namespace Serverless.Core.Tests.Classification;

public sealed class LabelHierarchyTests : IDisposable
{
    private readonly ToyLabels _toy = new();

    [Theory]
    [InlineData("\"id\": \"n2\", ", "", "classes[1]: id is missing")]
    [InlineData("\"siamese\"", "\"\"", "classes[1]: label is missing")]
    [InlineData("\"n2\"", "\"n1\"", "classes[1]: the id n1 stands already at")]
    [InlineData("\"k2\"", "\"n1\"", "kinds[1]: the id n1 stands already at")]
    [InlineData(", { \"id\": \"n5\", \"label\": \"mug\" }", "", "4 classes are listed, the model has 5")]
    [InlineData("[3, 4]", "[3, 5]", "kinds[2].classes[1]: 5 is no class; 0 to 4 are")]
    [InlineData("[3, 4]", "[3, \"x\"]", "kinds[2].classes[1]: x is no class")]
    [InlineData("[3, 4]", "[3, 3]", "kinds[2].classes[1]: the class 3 stands there twice")]
    [InlineData("[3, 4]", "[]", "kinds[2]: the kind has no classes")]
    [InlineData("[3, 4]", "[3]", "the kinds 'boat' and 'aircraft' have the same classes, so that each stands above the other")]
    [InlineData("\"kinds\"", "\"sorts\"", "kinds is missing")]
    public void A_damaged_file_is_refused_with_the_entry(string good, string bad, string expected)
    {
        Assert.Contains(good, ToyLabels.Json, StringComparison.Ordinal);
        var fault = Assert.Throws<InvalidDataException>(() =>
            LabelHierarchy.Read(_toy.File("bad.json", ToyLabels.Json.Replace(good, bad, StringComparison.Ordinal)), 5)
        );
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n1\ttabby\ta tabby\nn9\tx\tan x", "line 2: the id n9 is not among the labels")]
    [InlineData("# a word\nn1\tpoodle\ta poodle", "line 2: n1 is 'tabby' among the labels, 'poodle' here")]
    [InlineData("n1\ttabby\ta tabby\nn1\ttabby\ta cat", "line 2: n1 stands there twice")]
    [InlineData("n1\ttabby", "line 1: expected 3 fields")]
    [InlineData("n1\ttabby\ta tabby", "n2 ('siamese') is missing")]
    public void Spoken_names_are_refused_with_the_line(string text, string expected)
    {
        var fault = Assert.Throws<InvalidDataException>(() => DisplayNames.Read(_toy.File("spoken.tsv", text), _toy.Hierarchy));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat\tk9\tk1", "line 1: the id k9 is not among the labels")]
    [InlineData("cat\tk2\tn1", "line 1: the sort n1 is no kind")]
    [InlineData("cat\tk2\tk1\ncat\tn1\tk1", "line 2: 'cat' stands there twice")]
    [InlineData("# nothing", "has no words")]
    public void Nouns_are_refused_with_the_line(string text, string expected)
    {
        var fault = Assert.Throws<InvalidDataException>(() => CaptionNouns.Read(_toy.File("nouns.tsv", text), _toy.Hierarchy));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"temperature\": 1", "\"temperature\": 0")]
    [InlineData("\"certain\": 0.9", "\"certain\": 0.4")]
    [InlineData("\"good\": 0.8", "\"good\": 1.2")]
    [InlineData("\"slope\": 1", "\"slope\": -1")]
    [InlineData("\"slope\": 1,", "")]
    [InlineData("\"slope\": 1", "\"slope\": 1, \"slop\": 2")]
    public void Numbers_out_of_range_are_refused(string good, string bad)
    {
        const string Sound = """
            {
              "schemaVersion": 1, "name": "toy", "version": "1.0.0", "madeBy": "hand", "temperature": 1,
              "say": 0.5, "things": 0.75, "certain": 0.9, "certainLabel": 0.9, "intercept": 0, "slope": 1, "good": 0.8, "contradicted": 0.5
            }
            """;
        Assert.Equal(0.5, ClassificationParameters.Read(_toy.File("sound.json", Sound)).ScoreOf(0.5), 1e-9);
        Assert.Throws<InvalidDataException>(() =>
            ClassificationParameters.Read(_toy.File("bad.json", Sound.Replace(good, bad, StringComparison.Ordinal)))
        );
    }

    public void Dispose() => _toy.Dispose();
}
