using Serverless.Core.Imaging;
using Serverless.Core.Quality;

namespace Serverless.Core.Tests.Quality;

/// <summary>How colours and edges are spread.</summary>
public sealed class PictureCompositionTests
{
    [Fact]
    public void A_plain_picture_is_its_ground()
    {
        var found = Of((_, _) => (255, 255, 255));
        Assert.Equal((1, 0, 1), (found.Ground, found.Second, found.Palette));
        Assert.Equal((1, 1, 0, 0, 1), (found.Grey, found.White, found.Black, found.Saturation, found.Brightness));
        Assert.Equal((0, 0, 0, 0), (found.SoftEdges, found.HardEdges, found.FineColumns, found.Inside));
    }

    [Fact]
    public void What_lies_in_the_middle_of_a_ground_is_inside()
    {
        var found = Of((x, y) => x is >= 20 and < 40 && y is >= 20 and < 40 ? (200, 0, 0) : (255, 255, 255));
        Assert.Equal(400 / 4096.0, found.Second, 1e-9);
        Assert.Equal((1, 1 - (400 / 4096.0)), (found.Inside, found.Grey));
        Assert.InRange(found.HardEdges, 0.01, 0.03);
    }

    [Fact]
    public void Rows_of_print_make_columns_fine_and_black_and_white_hard()
    {
        var found = Of((_, y) => y % 2 == 0 ? (0, 0, 0) : (255, 255, 255));
        Assert.Equal((1, 0.5, 0.5), (found.FineColumns, found.Black, found.White));
        Assert.InRange(found.HardEdges, 0.95, 1);
        Assert.Equal(0, found.SoftEdges);
    }

    [Fact]
    public void A_slope_of_colour_has_soft_edges_alone()
    {
        var found = Of((x, _) => (x * 4, 0, 0));
        Assert.Equal(0, found.HardEdges);
        Assert.InRange(found.Saturation, 0.45, 0.55);
        Assert.True(found.Palette < 0.3);
    }

    private static PictureComposition Of(Func<int, int, (int Red, int Green, int Blue)> colour)
    {
        const int Side = 64;
        var bytes = new byte[Side * Side * 3];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (red, green, blue) = colour(x, y);
                var at = ((y * Side) + x) * 3;
                (bytes[at], bytes[at + 1], bytes[at + 2]) = ((byte)red, (byte)green, (byte)blue);
            }
        }

        return PictureStatistics.Of(new RgbPixels(Side, Side, bytes)).Composition;
    }
}
