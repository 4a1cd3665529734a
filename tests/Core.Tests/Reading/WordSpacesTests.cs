using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Core.Reading;

namespace Serverless.Core.Tests.Reading;

/// <summary>Lines drawn as bars, a character 8 pixels wide; "_" is a gap as wide as a space that was not read.</summary>
public sealed class WordSpacesTests
{
    private const int Height = 48,
        Bar = 8,
        Letter = 12;

    [Theory]
    [InlineData("one_two", "one two")]
    [InlineData("one_two_three", "one two three")]
    [InlineData("one two_three", "one two three")]
    [InlineData("one two three", "one two three")]
    [InlineData("oneword", "oneword")]
    [InlineData("a_b", "ab")] // too few to tell
    public void Spaces_that_were_not_read_come_back_from_the_gaps(string drawn, string text) =>
        Assert.Equal(text, Mend(drawn, gap: 14).Text);

    [Fact]
    public void A_gap_that_is_hardly_wider_than_those_within_words_is_no_space() => Assert.Equal("onetwo", Mend("one_two", gap: 3).Text);

    [Fact]
    public void A_space_that_was_put_in_leaves_the_confidence_as_it_is() =>
        Assert.Equal(Line("one_two", 14).Line.Confidence, Mend("one_two", 14).Confidence, 1e-6);

    [Theory]
    [InlineData(0.5, 200, true)]
    [InlineData(0.09, 8, true)]
    [InlineData(0.09, 200, false)]
    public void Even_areas_or_few_colours_make_text_likely(double evenness, int colours, bool isLikely)
    {
        var statistics = new PictureStatistics(50, 0.9, 0.3, colours, 0, 0, 0, evenness, Rim: 0.1, Shades: 3_000);
        Assert.Equal(isLikely, TextLikelihood.IsLikely(statistics));
    }

    [Theory]
    [InlineData(100, 8, true)]
    [InlineData(8, 100, true)]
    [InlineData(100, 4, false)]
    public void A_small_search_counts_where_letters_are_large(double width, double height, bool isLikely) =>
        Assert.Equal(isLikely, TextLikelihood.IsLikely([new Rectangle(default, width, height, 0)], 240));

    private static RecognizedLine Mend(string drawn, int gap)
    {
        var (line, pixels) = Line(drawn, gap);
        return WordSpaces.Mend(line, pixels);
    }

    private static (RecognizedLine Line, PixelTensor Pixels) Line(string drawn, int gap)
    {
        var values = new float[3 * Height * 640];
        var characters = new List<RecognizedCharacter>();
        var left = 8;
        foreach (var letter in drawn)
        {
            if (letter == ' ')
                characters.Add(new RecognizedCharacter(" ", 0.9f, (left + (gap / 2.0)) / 8));
            if (letter is ' ' or '_')
            {
                left += gap;
                continue;
            }

            for (var y = 10; y < Height - 10; y++)
                values.AsSpan(((Height + y) * 640) + left, Bar).Fill(1);
            characters.Add(new RecognizedCharacter(letter.ToString(), 0.9f, (left + (Bar / 2.0)) / 8));
            left += Letter;
        }

        return (new RecognizedLine(characters), new PixelTensor(Height, 640, values));
    }
}
