using Serverless.Core.Reading;

namespace Serverless.Core.Tests.Reading;

/// <summary>From toy maps of the detector to rectangles.</summary>
public sealed class TextRegionsTests
{
    private const int Width = 96,
        Height = 64;

    [Fact]
    public void A_core_becomes_a_rectangle_that_is_larger_on_every_side()
    {
        var (regions, isComplete) = TextRegions.Find(Map((20, 30, 40, 6, 1)), 10);
        Assert.True(isComplete);
        var region = Assert.Single(regions);
        Assert.Equal((40, 33), (region.Centre.X, region.Centre.Y));
        var growth = 40 * 6 * 1.6 / (2 * (40 + 6)); // area times ratio by perimeter
        Assert.Equal(6 + (2 * growth), region.Height, 0.5);
        Assert.Equal(40 + (2 * growth) + (2 * 0.12 * region.Height), region.Width, 0.5); // and longer at both ends
    }

    [Fact]
    public void Cores_that_do_not_touch_are_two_and_the_larger_comes_first()
    {
        var regions = TextRegions.Find(Map((5, 5, 20, 5, 1), (5, 40, 70, 8, 1)), 10).Regions;
        Assert.Equal([44.0, 7.5], regions.Select(region => region.Centre.Y));
    }

    [Fact]
    public void Cores_that_touch_at_a_corner_are_one() =>
        Assert.Single(TextRegions.Find(Map((10, 10, 20, 5, 1), (30, 15, 20, 5, 1)), 10).Regions);

    [Theory]
    [InlineData(0.29f)]
    [InlineData(0.5f)]
    public void What_is_unlikely_is_no_text(float probability) =>
        Assert.Empty(TextRegions.Find(Map((20, 30, 40, 6, probability)), 10).Regions);

    [Fact]
    public void A_speck_is_no_text() => Assert.Empty(TextRegions.Find(Map((20, 30, 30, 2, 1), (5, 5, 2, 2, 1)), 10).Regions);

    [Fact]
    public void Of_more_than_the_limit_the_largest_remain_and_it_is_said()
    {
        var (regions, isComplete) = TextRegions.Find(Map((5, 5, 20, 5, 1), (5, 20, 50, 6, 1), (5, 40, 70, 8, 1)), 2);
        Assert.False(isComplete);
        Assert.Equal([44.0, 23.0], regions.Select(region => region.Centre.Y));
    }

    [Fact]
    public void A_slanted_core_gives_a_slanted_rectangle()
    {
        var slanted = new Rectangle(new TextPoint(48, 32), 60, 8, 20 * Math.PI / 180);
        var region = Assert.Single(TextRegions.Find(Map(slanted), 10).Regions);
        Assert.Equal(20, region.Angle * 180 / Math.PI, 2.0);
        Assert.InRange(region.Centre.DistanceTo(slanted.Centre), 0, 1);
    }

    [Fact]
    public void An_empty_map_and_one_full_of_text_both_end()
    {
        Assert.Empty(TextRegions.Find(Map(), 10).Regions);
        Assert.Single(TextRegions.Find(Map((0, 0, Width, Height, 1)), 10).Regions);
    }

    private static ProbabilityMap Map(params (int X, int Y, int Width, int Height, float Value)[] cores)
    {
        var values = new float[Width * Height];
        foreach (var core in cores)
        {
            for (var y = core.Y; y < core.Y + core.Height; y++)
                values.AsSpan((y * Width) + core.X, core.Width).Fill(core.Value);
        }

        return new ProbabilityMap(Width, Height, values);
    }

    private static ProbabilityMap Map(Rectangle core)
    {
        var values = new float[Width * Height];
        for (var along = -core.Width / 2; along <= core.Width / 2; along += 0.25)
        {
            for (var across = -core.Height / 2; across <= core.Height / 2; across += 0.25)
            {
                var point = core.At(along, across);
                values[((int)point.Y * Width) + (int)point.X] = 1;
            }
        }

        return new ProbabilityMap(Width, Height, values);
    }
}
