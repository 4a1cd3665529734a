using Serverless.Core.AltText;

namespace Serverless.Core.Tests.Classification;

public sealed class ThingSelectionTests : IDisposable
{
    private readonly ToyTags _toy = new();

    [Theory]
    [InlineData("person 0.95", "a person")]
    [InlineData("dog 0.92, person 0.95", "a person and a dog")] // the likeliest first
    [InlineData("boat 0.92, person 0.95, dog 0.93", "a person, a dog and a boat")]
    [InlineData("boat 0.92, person 0.95, dog 0.93, sandwich 0.99", "a sandwich, a person and a dog")] // three at most
    [InlineData("dog 0.95, person 0.95", "a person and a dog")] // of equals the one that comes first among the tags
    [InlineData("person 0.95, dog 0.8", "a person")] // beside what is certain nothing is said that is less
    [InlineData("person 0.85, dog 0.8", "a person and a dog")] // where nothing is certain all that is likely
    [InlineData("person 0.85, dog 0.74", "a person")]
    [InlineData("person 0.6, dog 0.7", "a dog")] // below that only the likeliest
    [InlineData("person 0.65, kitchen 0.7", "a person")]
    [InlineData("person 0.4", "an animal")] // the classes below it have 0.6 together
    [InlineData("person 0.95, kitchen 0.95", "a person in a kitchen")]
    [InlineData("person 0.95, grass 0.99", "a person")] // grass is no place to be said behind things
    [InlineData("person 0.95, kitchen 0.95, grass 0.99", "a person in a kitchen")]
    [InlineData("kitchen 0.95", "a kitchen")]
    [InlineData("grass 0.95", "grass")]
    [InlineData("kitchen 0.92, grass 0.95", "grass")] // one scene
    public void Things_are_named_by_their_tags(string tags, string expected) =>
        Assert.Equal(expected, _toy.Select(tags, 0.2, 0.2, 0.2, 0.2, 0.2)!.TextIn(CaptionWords.Default.Names));

    [Theory]
    [InlineData("cat 0.95", 0.95, 0.02, 0.01, 0.01, 0.01, "a tabby")] // a sure class gives the narrower name
    [InlineData("cat 0.95", 0.8, 0.05, 0.05, 0.05, 0.05, "a cat")] // one that is not sure does not
    [InlineData("cat 0.95", 0.4, 0.4, 0.1, 0.05, 0.05, "a cat")] // the kind is the tag: said once
    [InlineData("cat 0.95", 0.3, 0.3, 0.35, 0.03, 0.02, "a cat")] // an animal is broader: not said beside it
    [InlineData("", 0.3, 0.3, 0.35, 0.03, 0.02, "an animal")] // unless nothing narrower is sure
    [InlineData("dog 0.95", 0.01, 0.01, 0.01, 0.01, 0.96, "a mug and a dog")] // another sort of thing: both
    [InlineData("dog 0.95", 0.96, 0.01, 0.01, 0.01, 0.01, "a tabby")] // another animal: the sure class wins
    [InlineData("dog 0.95", 0.8, 0.05, 0.05, 0.05, 0.05, "a dog")] // of the labels only "an animal" is certain
    [InlineData("dog 0.95, person 0.93", 0.96, 0.01, 0.01, 0.01, 0.01, "a tabby and a person")]
    [InlineData("", 0.01, 0.96, 0.01, 0.01, 0.01, "a cat")] // a class that is never said: its kind is
    [InlineData("", 0.2, 0.2, 0.2, 0.2, 0.2, "an animal")] // 0.6: at even odds, alone
    public void Classes_and_tags_are_merged(
        string tags,
        double tabby,
        double siamese,
        double poodle,
        double plane,
        double mug,
        string said
    ) => Assert.Equal(said, _toy.Select(tags, tabby, siamese, poodle, plane, mug)!.TextIn(CaptionWords.Default.Names));

    [Fact]
    public void The_probability_is_that_of_the_least_likely_of_all_that_is_said() =>
        Assert.Equal(0.92, _toy.Select("person 0.95, kitchen 0.92", 0.2, 0.2, 0.2, 0.2, 0.2)!.Probability, 1e-6);

    [Fact]
    public void Nothing_is_ever_counted()
    {
        var text = _toy.Select("person 0.99, dog 0.98, cat 0.97", 0.2, 0.2, 0.2, 0.2, 0.2)!.TextIn(CaptionWords.Default.Names);
        Assert.Equal("a person, a dog and a cat", text);
    }

    public void Dispose() => _toy.Dispose();
}
