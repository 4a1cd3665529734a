using Serverless.Core.Classification;

namespace Serverless.Core.Tests.Classification;

public sealed class TagNounTests : IDisposable
{
    private const string LabelNouns = "cat\tk2\tk1\npoodle\tn3\tk1\n";
    private const string TagNouns = "man\tperson\ncat\tcat\ndog\tdog\nkitten\tcat, dog\nlawn\tgrass\nkitchen\tkitchen\n";

    private readonly ToyTags _toy = new();

    [Theory]
    [InlineData("a man walks", "person 0.9", 0.015, 0)]
    [InlineData("a man walks", "person 0.001", 1, 0)]
    [InlineData("a cat sleeps", "cat 0.02", 0.13, 0)] // the classes say 0.4, which is more
    [InlineData("a cat sleeps", "cat 0.9", 0.015, 0)] // the tag says more
    [InlineData("a kitten sleeps", "dog 0.9", 0.015, 0)] // of several meanings the likeliest
    [InlineData("a man in a kitchen", "person 0.9, kitchen 0.001", 0.015, 1)] // places count apart
    [InlineData("a man on a lawn in a kitchen", "person 0.9, kitchen 0.9, grass 0.001", 0.015, 1)] // the least likely
    [InlineData("a unicorn", "person 0.9", 0, 0)]
    public void Words_are_held_against_tags(string caption, string tags, double things, double scenes)
    {
        var against = Of(caption, tags);
        Assert.Equal(things, against.Things, 0.01);
        Assert.Equal(scenes, against.Scenes!.Value, 0.01);
    }

    [Theory]
    [InlineData("a poodle", "cat 0.9", true)] // another animal is there
    [InlineData("a poodle", "dog 0.9", false)] // a poodle is a dog
    [InlineData("a man", "cat 0.9", false)] // a man may sit beside it
    public void A_rival_is_another_thing_of_the_category(string caption, string tags, bool expected) =>
        Assert.Equal(expected, Of(caption, tags).HasRival);

    [Theory]
    [InlineData("man\tpersons\n", "'persons' is not among the tags")]
    [InlineData("man\tperson\nman\tdog\n", "line 2: 'man' stands there twice")]
    [InlineData("yard\tgrass, person\n", "'yard' means things and scenes")]
    public void A_damaged_file_is_refused_by_its_line(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Read(text)).Message, StringComparison.Ordinal);

    public void Dispose() => _toy.Dispose();

    private Contradiction Of(string caption, string tags) =>
        Contradiction.Of(Read(TagNouns).FindIn(caption), _toy.Seen(tags, 0.2, 0.2, 0.1, 0.25, 0.25), _toy.TagRelations);

    private CaptionNouns Read(string tagNouns) =>
        CaptionNouns.Read(
            _toy.File("nouns.tsv", LabelNouns),
            _toy.Hierarchy,
            _toy.File("tag-nouns.tsv", tagNouns),
            _toy.Tags,
            _toy.TagRelations
        );
}
