using Serverless.Core.Imaging;
using Serverless.Core.Quality;

namespace Serverless.Core.Tests.Quality;

public sealed class EvenAreasTests
{
    [Fact]
    public void Of_one_colour_all_inner_pixels_are_even_the_rim_is_plain_and_there_is_one_shade()
    {
        var pixels = Draw(10, 8, (_, _) => 90);
        Assert.Equal(48 / 80.0, EvenAreas.ShareOf(pixels), 1e-9);
        Assert.Equal((1.0, 1), (EvenAreas.RimOf(pixels), EvenAreas.ShadesOf(pixels)));
    }

    [Fact]
    public void One_other_pixel_takes_its_neighbours_with_it() =>
        Assert.Equal((48 - 9) / 80.0, EvenAreas.ShareOf(Draw(10, 8, (x, y) => (x, y) == (4, 4) ? 91 : 90)), 1e-9);

    [Fact]
    public void A_slope_of_single_levels_is_nowhere_even() => Assert.Equal(0, EvenAreas.ShareOf(Draw(12, 12, (x, _) => 80 + x)));

    [Fact]
    public void The_rim_is_two_pixels_all_round_and_nothing_within()
    {
        Assert.Equal(1, EvenAreas.RimOf(Draw(20, 16, (x, y) => x is < 2 or >= 18 || y is < 2 or >= 14 ? 200 : x * 9)));
        Assert.Equal(0.75, EvenAreas.RimOf(Draw(4, 4, (x, _) => x == 0 ? 0 : 200)), 1e-9);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(3, 2)]
    public void Pictures_too_small_for_an_inner_pixel_are_not_even(int width, int height)
    {
        var pixels = Draw(width, height, (_, _) => 7);
        Assert.Equal((0, 1.0, 1), (EvenAreas.ShareOf(pixels), EvenAreas.RimOf(pixels), EvenAreas.ShadesOf(pixels)));
    }

    [Fact]
    public void Shades_are_colours_of_six_bits() => Assert.Equal(64, EvenAreas.ShadesOf(Draw(256, 1, (x, _) => x)));

    private static RgbPixels Draw(int width, int height, Func<int, int, int> level) =>
        new(width, height, [.. Enumerable.Range(0, 3 * width * height).Select(at => (byte)level(at / 3 % width, at / 3 / width))]);
}
