using Serverless.Core.Reading;

namespace Serverless.Core.Tests.Reading;

public sealed class ReadLinesTests
{
    [Theory]
    [InlineData("STOP", 0.86, true)]
    [InlineData("STOP", 0.84, false)]
    [InlineData("7", 0.98, false)]
    [InlineData("7", 0.995, true)]
    [InlineData("11111", 0.99, false)]
    [InlineData("l l l", 0.99, false)]
    [InlineData("11", 0.99, true)]
    [InlineData("1110", 0.99, true)]
    public void Only_sure_lines_are_given_and_the_others_are_counted(string text, double confidence, bool isGiven)
    {
        var read = ReadLines.Of([Line(text, confidence, 20)], 1, isComplete: true);
        Assert.Equal(isGiven ? [text] : [], read.Lines.Select(line => line.Text));
        Assert.Equal(isGiven ? 0 : 1, read.Unread);
    }

    [Fact]
    public void A_text_has_no_control_characters_and_is_composed()
    {
        var read = ReadLines.Of([Line("a\u0001b\u202Ec \t d\u0000\nCafe\u0301 ", 0.95, 20)], 1, isComplete: true);
        Assert.Equal("abc d Caf\u00E9", Assert.Single(read.Lines).Text);
    }

    [Fact]
    public void Places_are_those_of_the_picture_and_not_of_what_it_was_read_from()
    {
        var box = Assert.Single(ReadLines.Of([Line("STOP", 0.95, 20)], 2, isComplete: true).Lines).Box;
        Assert.Equal([new(25, 5), new(75, 5), new(75, 15), new(25, 15)], box.Corners);
        Assert.Equal((50, 10), (box.Width, box.Height));
    }

    [Fact]
    public void Characters_beyond_the_limit_are_cut_and_it_is_said()
    {
        var line = new string('a', 1_500) + "b";
        var lines = Enumerable.Range(0, 20).Select(i => Line(line, 0.95, 20 + (40 * i))).ToList();
        var read = ReadLines.Of(lines, 1, isComplete: true);
        Assert.False(read.IsComplete);
        Assert.InRange(read.Lines.Sum(one => one.Text.Length), 1, ReadingLimits.MaxCharacters);
    }

    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog and it is happy with that", "en")]
    [InlineData("Der schnelle braune Fuchs springt nicht ohne Grund und ist dabei sehr gut", "de")]
    [InlineData("STOP", null)]
    [InlineData("", null)]
    public void The_language_is_told_where_the_text_tells(string text, string? language) => Assert.Equal(language, ReadLanguage.Of(text));

    [Fact]
    public void Lines_are_read_until_their_length_reaches_the_limit()
    {
        Rectangle[] regions = [new(default, 480, 48, 0), new(default, 48, 480, 0), new(default, 480, 48, 0)];
        Assert.Equal(3, LineRecognizer.TakeWithin(regions, 3 * 512).Count);
        Assert.Equal(2, LineRecognizer.TakeWithin(regions, (3 * 512) - 1).Count);
        Assert.Empty(LineRecognizer.TakeWithin(regions, 100));
    }

    private static FoundLine Line(string text, double confidence, double top) =>
        new(
            new Rectangle(new TextPoint(100, top), 100, 20, 0),
            new RecognizedLine([.. text.Select((character, i) => new RecognizedCharacter(character.ToString(), (float)confidence, i))])
        );
}
