using Serverless.Core.Reading;

namespace Serverless.Core.Tests.Reading;

/// <summary>Boxes as people read them. A page is drawn with a letter a box; the letters are expected in their order.</summary>
public sealed class ReadingOrderTests
{
    /// <summary>Each cell is 20 wide, each row 20 high, boxes 14 high; a letter's box reaches from its first to its last cell.</summary>
    [Theory]
    [InlineData("lines from the top", "AAAAAAAAA", "BBBBBBBBB", "CCCCC....")]
    [InlineData("one row from the left", "A.B.C")]
    [InlineData("two columns of prose", "AAAAAAA.DDDDDDD", "BBBBBBB.EEEEEEE", "CCCCCCC.FFF....")]
    [InlineData("a heading over both columns", "....AAAAAAA....", "BBBBBBB.EEEEEEE", "CCCCCCC.FFFFFFF", "DDDD....GGGGGGG")]
    [InlineData(
        "a heading, two columns, and a line below both",
        "....AAAAAAA....",
        "BBBBBBB.DDDDDDD",
        "CCCCCCC.EEEEEEE",
        "FFFFFFFFFFFFFFF"
    )]
    [InlineData("three columns", "AAAAAAA.CCCCCCC.EEEEEEE", "BBBBBBB.DDDDDDD.FFFFFFF")]
    [InlineData("a longer right column", "AAAAAAA.CCCCCCC", "BBBBBBB.DDDDDDD", "........EEEEEEE")]
    [InlineData("a table row by row", "AA...BB...CC", "DD...EE...FF", "GG...HH...II")]
    [InlineData("labels before their values", "AAA....BBBBBBBBBB", "CCC....DDDDDDDDDD", "EEE....FFFFFFFFFF")]
    [InlineData("speech on two sides from the top", "AAAAAAA........", "........BBBBBBB", "CCCCCCC........", "........DDDDDDD")]
    public void Pages_are_read_in_order(string what, params string[] rows)
    {
        var letters = string.Concat(rows).Where(char.IsLetter).Distinct().ToList();
        var boxes = letters.ConvertAll(letter => BoxOf(letter, rows));
        foreach (var order in Orders(boxes.Count))
        {
            var read = ReadingOrder.Of([.. order.Select(i => boxes[i])]).Select(i => letters[order[i]]);
            Assert.True(letters.Order().SequenceEqual(read), $"{what}: {string.Concat(read)}");
        }
    }

    [Fact]
    public void Columns_whose_lines_stand_at_different_heights_are_read_one_after_the_other()
    {
        var left = Enumerable.Range(0, 5).Select(i => new UprightBox(0, i * 20, 160, (i * 20) + 14));
        var right = Enumerable.Range(0, 5).Select(i => new UprightBox(200, (i * 21) + 9, 360, (i * 21) + 23));
        Assert.Equal(Enumerable.Range(0, 10), ReadingOrder.Of([.. left, .. right]));
    }

    [Fact]
    public void Nothing_and_one_box_are_in_order()
    {
        Assert.Empty(ReadingOrder.Of([]));
        Assert.Equal([0], ReadingOrder.Of([new UprightBox(1, 1, 1, 1)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    [InlineData(7)]
    [InlineData(-25)]
    public void A_turned_page_is_read_as_an_upright_one(double degrees)
    {
        var angle = degrees * Math.PI / 180;
        var (sin, cos) = Math.SinCos(angle);
        var upright = Enumerable
            .Range(0, 8)
            .Select(i => new TextPoint(100 + (i / 4 * 220), 20 + (i % 4 * 24)))
            .Select(at => new TextPoint((at.X * cos) - (at.Y * sin), (at.X * sin) + (at.Y * cos)));
        var found = upright.Select((centre, i) => new FoundLine(new Rectangle(centre, 180, 18, angle), Line($"{i}"))).Reverse().ToList();
        Assert.Equal("01234567", string.Concat(TextLayout.Of(found).Select(line => line.Parts[0].Line.Text)));
    }

    [Fact]
    public void Parts_of_one_row_that_stand_close_are_one_line_and_far_ones_are_not()
    {
        FoundLine[] found =
        [
            new(new Rectangle(new TextPoint(200, 11), 100, 20, 0), Line("two")),
            new(new Rectangle(new TextPoint(80, 10), 120, 20, 0), Line("one")),
            new(new Rectangle(new TextPoint(400, 10), 100, 20, 0), Line("three")),
            new(new Rectangle(new TextPoint(80, 40), 120, 20, 0), Line("four")),
        ];
        var lines = TextLayout.Of(found).Select(line => string.Join(' ', line.Parts.Select(part => part.Line.Text)));
        Assert.Equal(["one two", "three", "four"], lines);
    }

    [Fact]
    public void A_large_letter_does_not_join_small_text_beside_it()
    {
        FoundLine[] found =
        [
            new(new Rectangle(new TextPoint(30, 30), 50, 60, 0), Line("A")),
            new(new Rectangle(new TextPoint(120, 12), 120, 18, 0), Line("lice")),
        ];
        Assert.Equal(2, TextLayout.Of(found).Count);
    }

    private static RecognizedLine Line(string text) =>
        new([.. text.Select((character, i) => new RecognizedCharacter(character.ToString(), 1, i))]);

    private static UprightBox BoxOf(char letter, string[] rows)
    {
        var row = Array.FindIndex(rows, line => line.Contains(letter, StringComparison.Ordinal));
        var (first, last) = (rows[row].IndexOf(letter, StringComparison.Ordinal), rows[row].LastIndexOf(letter));
        return new UprightBox(20 * first, 20 * row, 20 * (last + 1), (20 * row) + 14);
    }

    /// <summary>As it is, backwards, and shuffled.</summary>
    private static IEnumerable<List<int>> Orders(int count)
    {
        yield return [.. Enumerable.Range(0, count)];
        yield return [.. Enumerable.Range(0, count).Reverse()];
        yield return [.. Enumerable.Range(0, count).OrderBy(i => (i * 7919) % 104729 % 31)];
    }
}
