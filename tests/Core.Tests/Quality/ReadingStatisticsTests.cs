using Serverless.Core.Quality;
using Serverless.Core.Reading;

namespace Serverless.Core.Tests.Quality;

/// <summary>What text tells about a picture's kind.</summary>
public sealed class ReadingStatisticsTests
{
    private const int Width = 200,
        Height = 100;

    [Fact]
    public void Lines_are_measured_against_the_picture()
    {
        var text = new PictureText(
            [Line("Sales", 20, 10, 100, 10), Line("12 %", 20, 60, 50, 20), Line("x", 120, 60, 20, 10)],
            null,
            true,
            2
        );
        var found = TextMeasure.Of(text, Width, Height);
        Assert.Equal((3, 2, 10), (found.Lines, found.Unread, found.Characters));
        Assert.Equal((1000 + 1000 + 200) / 20_000.0, found.Area, 1e-9);
        Assert.Equal((0.1, 0.2), (found.Height, found.LargestHeight));
        Assert.Equal((0.5 + 0.25 + 0.1) / 3, found.Width, 1e-9);
        Assert.Equal(120 * 70 / 20_000.0, found.Extent, 1e-9);
        Assert.Equal((2 / 3.0, 1 / 3.0, 1.0), (found.Aligned, found.Numbers, found.Upright));
        Assert.Equal((4 / 3.0, 0.9), (found.Words, Math.Round(found.Confidence, 9)));
    }

    [Fact]
    public void A_line_that_runs_up_the_picture_is_not_upright()
    {
        var upwards = new TextBox([new(10, 90), new(10, 20), new(20, 20), new(20, 90)]);
        Assert.Equal(0, TextMeasure.Of(new PictureText([new TextLine("volts", 1, upwards)], null, true), Width, Height).Upright);
    }

    [Fact]
    public void Without_lines_there_is_nothing_but_what_could_not_be_read()
    {
        Assert.Equal(ReadingStatistics.None, TextMeasure.Of(null, Width, Height));
        Assert.Equal(ReadingStatistics.None, TextMeasure.Of(PictureText.None, Width, Height));
        Assert.Equal(7, TextMeasure.Of(PictureText.None with { Unread = 7 }, Width, Height).Unread);
    }

    [Fact]
    public void Boxes_beyond_the_picture_give_shares_of_one_at_most()
    {
        var found = TextMeasure.Of(new PictureText([Line("large", -50, -50, 900, 900)], null, true), Width, Height);
        Assert.Equal((1, 1, 1, 1), (found.Area, found.Height, found.Width, found.Extent));
    }

    private static TextLine Line(string text, double left, double top, double width, double height) =>
        new(text, 0.9, new TextBox([new(left, top), new(left + width, top), new(left + width, top + height), new(left, top + height)]));
}
