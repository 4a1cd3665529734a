using Serverless.Core.Classification;
using Serverless.Testing;

namespace Serverless.Core.Tests.Classification;

public sealed class TagSetTests : IDisposable
{
    private const string Toy = """
        {
          "model": "toy 1.0.0",
          "tags": [
            { "id": 0, "label": "person", "plural": "people", "phrase": "a person", "kind": "thing", "synset": "n00007846",
              "calibration": { "scale": 2, "offset": -1 }, "held_out": { "average_precision": 0.9 } },
            { "id": 1, "label": "stop sign", "plural": "stop signs", "phrase": "a stop sign", "kind": "thing", "synset": null,
              "calibration": { "scale": 1, "offset": 0.5 } },
            { "id": 2, "label": "kitchen", "plural": "kitchens", "phrase": "a kitchen", "kind": "scene", "synset": "n03619890",
              "where": "in a kitchen", "calibration": { "scale": 1.5, "offset": 0 } }
          ]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("tags-").FullName;

    [Fact]
    public void A_file_is_read_whole()
    {
        var tags = Read(Toy);
        Assert.Equal(3, tags.Count);
        Assert.Equal(new Tag(0, "person", "people", "a person", false, null, "n00007846", 2, -1), tags.All[0]);
        Assert.Equal(new Tag(2, "kitchen", "kitchens", "a kitchen", true, "in a kitchen", "n03619890", 1.5, 0), tags.All[2]);
        Assert.Null(tags.All[1].Synset);
        Assert.Equal(["n00007846", "n03619890"], tags.BySynset.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("\"tags\"", "\"tag\"", "tags must list at least one")]
    [InlineData("\"id\": 1, ", "", "tags[1]: id is missing")]
    [InlineData("\"id\": 1,", "\"id\": 1.5,", "tags[1]: id is missing")]
    [InlineData("\"id\": 1", "\"id\": 4", "tags[1]: the id 4 is out of order; the model's output 1 stands there")]
    [InlineData("\"label\": \"stop sign\"", "\"label\": \" \"", "tags[1]: label is missing")]
    [InlineData("\"label\": \"stop sign\"", "\"label\": \"person\"", "tags[1]: the label 'person' stands already at")]
    [InlineData("\"plural\": \"kitchens\", ", "", "tags[2]: plural is missing")]
    [InlineData("\"phrase\": \"a kitchen\"", "\"phrase\": 3", "tags[2]: phrase is missing")]
    [InlineData("\"kind\": \"scene\"", "\"kind\": \"place\"", "tags[2]: the kind 'place' is neither thing nor scene")]
    [InlineData("\"kind\": \"scene\"", "\"kind\": \"thing\"", "tags[2]: where is said of scenes only")]
    [InlineData("\"where\": \"in a kitchen\"", "\"where\": \"\"", "tags[2]: where is missing")]
    [InlineData("n03619890", "kitchen", "tags[2]: the synset 'kitchen' is none of WordNet")]
    [InlineData("n03619890", "n0361989x", "tags[2]: the synset 'n0361989x' is none of WordNet")]
    [InlineData("n03619890", "n00007846", "tags[2]: the synset n00007846 stands already at")]
    [InlineData("\"calibration\": { \"scale\": 1, \"offset\": 0.5 }", "\"calibration\": 1", "tags[1]: calibration is missing")]
    [InlineData("\"scale\": 1, ", "", "tags[1]: calibration.scale is missing")]
    [InlineData("\"offset\": 0.5", "\"offset\": \"0.5\"", "tags[1]: calibration.offset is missing")]
    [InlineData("\"scale\": 1,", "\"scale\": 0,", "tags[1]: calibration.scale is 0; above 0 is expected")]
    [InlineData("\"scale\": 1,", "\"scale\": 1e999,", "tags[1]: calibration.scale is missing")]
    [InlineData("{ \"id\": 1,", "7, { \"id\": 1,", "tags[1] is no object")]
    [InlineData("{\n  \"model\"", "[{\n  \"model\"", "is no JSON")]
    public void A_damaged_file_is_refused_with_the_entry(string good, string bad, string expected)
    {
        Assert.Contains(good, Toy, StringComparison.Ordinal);
        var at = Toy.IndexOf(good, StringComparison.Ordinal);
        var fault = Assert.Throws<InvalidDataException>(() => Read(Toy[..at] + bad + Toy[(at + good.Length)..]));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_tags_may_be_certain_at_once()
    {
        var found = new TagProbabilities(Read(Toy), [5, -0.5f, 4]);
        Assert.Equal(1 / (1 + Math.Exp(-9)), found.Of(found.Tags.All[0]), 1e-9);
        Assert.Equal(0.5, found.Of(found.Tags.All[1]), 1e-9);
        Assert.Equal(["person", "kitchen", "stop sign"], found.AtLeast(0.5).Select(tag => tag.Name));
        Assert.Equal(["person", "kitchen"], found.AtLeast(0.51).Select(tag => tag.Name));
        Assert.True(found.All.Sum() > 2);
    }

    [Fact]
    public void Extreme_logits_give_probabilities_and_equal_ones_the_order_of_the_model()
    {
        var found = new TagProbabilities(Read(Toy), [float.NegativeInfinity, float.MaxValue, float.MaxValue]);
        Assert.Equal([0, 1, 1], found.All);
        Assert.Equal(["stop sign", "kitchen"], found.AtLeast(1).Select(tag => tag.Name));
    }

    [Fact]
    public void Logits_of_another_model_are_no_tags() => Assert.Throws<ArgumentException>(() => new TagProbabilities(Read(Toy), [1, 2]));

    [Fact]
    public void The_embedded_tags_are_ninety_three()
    {
        var tags = TagSet.Read(Path.Combine(Repository.Models, "labels-base", "tags.json"));
        Assert.Equal((93, 80, 92), (tags.Count, tags.All.Count(tag => !tag.IsScene), tags.BySynset.Count));
        Assert.All(tags.All, tag => Assert.EndsWith(tag.Name, tag.Phrase, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private TagSet Read(string text)
    {
        var path = Path.Combine(_folder, "tags.json");
        File.WriteAllText(path, text);
        return TagSet.Read(path);
    }
}
