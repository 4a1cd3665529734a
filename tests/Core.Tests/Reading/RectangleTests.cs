using Serverless.Core.Reading;

namespace Serverless.Core.Tests.Reading;

public sealed class RectangleTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-30)]
    [InlineData(44)]
    [InlineData(-44)]
    public void The_rectangle_around_the_corners_of_a_rectangle_is_that_rectangle(double degrees)
    {
        var expected = new Rectangle(new TextPoint(50, 40), 60, 12, degrees * Math.PI / 180);
        var found = Rectangle.Around([.. expected.Corners(), expected.Centre, expected.At(5, 2), expected.At(-20, -3)]);
        Assert.Equal(expected.Width, found.Width, Tolerance);
        Assert.Equal(expected.Height, found.Height, Tolerance);
        Assert.Equal(expected.Angle, found.Angle, Tolerance);
        Assert.Equal(0, expected.Centre.DistanceTo(found.Centre), Tolerance);
    }

    [Fact]
    public void A_standing_rectangle_keeps_its_angle_and_is_higher_than_wide()
    {
        var found = Rectangle.Around(new Rectangle(new TextPoint(50, 40), 60, 12, 80 * Math.PI / 180).Corners());
        Assert.Equal((12, 60), (Math.Round(found.Width, 6), Math.Round(found.Height, 6)));
        Assert.Equal(-10, found.Angle * 180 / Math.PI, Tolerance);
    }

    [Fact]
    public void Four_quarter_turns_lead_back_and_one_exchanges_the_sides()
    {
        var one = new Rectangle(new TextPoint(5, 6), 30, 10, 0.2);
        Assert.Equal((10, 30), (one.Turned(1).Width, one.Turned(1).Height));
        var back = one.Turned(1).Turned(1).Turned(1).Turned(1).Corners();
        Assert.All(back.Zip(one.Corners()), pair => Assert.Equal(0, pair.First.DistanceTo(pair.Second), Tolerance));
    }

    [Fact]
    public void Turned_upside_down_its_first_corner_is_where_the_third_was()
    {
        var one = new Rectangle(new TextPoint(5, 6), 30, 10, 0.2);
        Assert.Equal(0, one.Turned(2).Corners()[0].DistanceTo(one.Corners()[2]), Tolerance);
    }

    [Fact]
    public void Points_on_one_line_and_one_point_have_a_rectangle_without_area()
    {
        Assert.Equal(0, Rectangle.Around([new(1, 1), new(2, 2), new(5, 5)]).Height, Tolerance);
        Assert.Equal(new Rectangle(new TextPoint(3, 4), 0, 0, 0), Rectangle.Around([new(3, 4)]));
    }

    [Fact]
    public void A_hull_has_the_outermost_points_alone()
    {
        TextPoint[] square = [new(0, 0), new(4, 0), new(4, 4), new(0, 4)];
        var hull = ConvexHull.Of([.. square, new(2, 2), new(2, 0), new(1, 3), new(0, 0)]);
        Assert.Equal(square.OrderBy(point => (point.X, point.Y)), hull.OrderBy(point => (point.X, point.Y)));
    }

    [Fact]
    public void A_bent_line_is_followed_and_as_high_as_its_pixels()
    {
        const int Width = 220;
        var pixels = new List<int>();
        for (var x = 10; x < 210; x++)
        {
            var t = (x - 109.5) / 100;
            var middle = (int)Math.Round(40 + (12 * (1 - (t * t))));
            for (var y = middle - 3; y <= middle + 3; y++)
                pixels.Add((y * Width) + x);
        }

        var around = Rectangle.Around(pixels.Select(at => new TextPoint(at % Width, at / Width)));
        Assert.InRange(around.Height, 17, 20);
        var bent = BentLine.Fit(around, pixels, Width);
        Assert.InRange(bent.Height, 7, 9);
        Assert.InRange(bent.At(0, 0).Y, 51.5, 53.5);
        Assert.InRange(bent.At(-bent.Width / 2, 0).Y, 39, 42);
        Assert.InRange(bent.At(bent.Width / 2, 0).Y, 39, 42);
    }
}
