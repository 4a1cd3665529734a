using Serverless.Core.Classification;

namespace Serverless.Core.Tests.Classification;

public sealed class TagRelationsTests : IDisposable
{
    private const string Whole =
        "person\t-\t-\ndog\tn3\tk1\ncat\tk2 n1\tk1\nboat\tk3\t-\nsandwich\t-\t-\nhot dog\t-\t-\nkitchen\t-\t-\ngrass\t-\t-\n";

    private readonly ToyTags _toy = new();

    [Fact]
    public void A_tag_knows_what_is_narrower_and_broader()
    {
        var relations = Read(Whole);
        var cat = _toy.Tags.All[2];
        Assert.True(relations.IsSameOrNarrower(_toy.Hierarchy.ById["n1"], cat));
        Assert.False(relations.IsSameOrNarrower(_toy.Hierarchy.ById["n3"], cat));
        Assert.True(relations.IsBroader(_toy.Hierarchy.ById["k1"], cat));
        Assert.Equal([0, 1], relations.ClassesOf(cat));
        Assert.Empty(relations.ClassesOf(_toy.Tags.All[0]));
    }

    [Theory]
    [InlineData("dog\tn3", "dog\tn9", "line 2: the id n9 is not among the labels")]
    [InlineData("dog\t", "cow\t", "line 2: 'cow' is not among the tags")]
    [InlineData("hot dog\t", "dog\t", "line 6: 'dog' stands there twice")]
    [InlineData("grass\t-\t-\n", "", "'grass' is missing")]
    [InlineData("dog\tn3\tk1", "dog\tn3", "line 2: expected 3 fields")]
    public void A_damaged_file_is_refused_by_its_line(string from, string to, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<InvalidDataException>(() => Read(Whole.Replace(from, to, StringComparison.Ordinal))).Message,
            StringComparison.Ordinal
        );

    public void Dispose() => _toy.Dispose();

    private TagRelations Read(string text) => TagRelations.Read(_toy.File("relations.tsv", text), _toy.Tags, _toy.Hierarchy);
}
