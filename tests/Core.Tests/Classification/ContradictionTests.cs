using Serverless.Core.Classification;

namespace Serverless.Core.Tests.Classification;

public sealed class ContradictionTests : IDisposable
{
    private const string Nouns = "cat\tk2\tk1\ndog\tn3\tk1\npoodle\tn3\tk1\npuppy\tn3\tk1\nhot dog\tn5\tk3\nboat\tk3\tk3\n";

    private readonly ToyLabels _toy = new();

    [Theory]
    [InlineData("two men are walking down a street", "")]
    [InlineData("a man and a dog", "dog")]
    [InlineData("Two dogs and a Cat.", "dog+cat")]
    [InlineData("puppies play", "puppy")]
    [InlineData("a hot-dog on a plate", "hot dog")]
    [InlineData("a hot dog beside a dog", "hot dog+dog")]
    [InlineData("a dog chases a dog", "dog")]
    [InlineData("a dogma and a catalogue", "")]
    [InlineData("", "")]
    public void Nouns_are_found(string caption, string expected)
    {
        Assert.Equal(expected.Split('+', StringSplitOptions.RemoveEmptyEntries), Read().FindIn(caption).Select(noun => noun.Text));
    }

    [Theory]
    [InlineData("a man walks", 0, false)] // nothing that could be held against it
    [InlineData("a cat sleeps", 0.003, false)]
    [InlineData("a dog sleeps", 0.667, true)] // a hundredth, and the rest of the animals is a cat
    [InlineData("a man and a dog", 0.667, true)]
    [InlineData("a cat and a dog", 0.667, true)] // the least likely noun decides
    [InlineData("a boat", 0.667, false)] // unlikely too, but no other vessel is there
    public void Words_are_held_against_what_is_seen(string caption, double strength, bool hasRival)
    {
        var against = Of(caption, 0.97, 0.01, 0.01, 0.005, 0.005);
        Assert.Equal(strength, against.Things, 0.005);
        Assert.Equal(hasRival, against.HasRival);
        Assert.Null(against.Scenes);
    }

    [Fact]
    public void Beyond_a_thousandth_nothing_gets_worse() => Assert.Equal(1, Of("a dog", 0.999998, 1e-6, 1e-9, 1e-6, 1e-6).Things);

    public void Dispose() => _toy.Dispose();

    private Contradiction Of(string caption, params ReadOnlySpan<double> classes) =>
        Contradiction.Of(Read().FindIn(caption), new ClassifiedPicture(_toy.Seen(1, classes), null), null);

    private CaptionNouns Read() => CaptionNouns.Read(_toy.File("nouns.tsv", Nouns), _toy.Hierarchy);
}
