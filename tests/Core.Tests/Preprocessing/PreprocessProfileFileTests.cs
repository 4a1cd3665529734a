using Serverless.Core.Imaging;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Tests.Preprocessing;

public sealed class PreprocessProfileFileTests
{
    private const string Normalization = "\"image_mean\":[0.5,0.5,0.5],\"image_std\":[0.5,0.5,0.5],\"resample\":3";

    [Theory]
    [InlineData("\"size\":{\"height\":20,\"width\":30}", 30, 20, null)]
    [InlineData("\"size\":24", 24, 24, null)]
    [InlineData("\"size\":{\"shortest_edge\":24},\"do_center_crop\":true,\"crop_size\":{\"height\":16,\"width\":20}", 20, 16, 24)]
    [InlineData("\"size\":24,\"do_center_crop\":true,\"crop_size\":16", 16, 16, 24)]
    public void Sizes_are_read_in_every_spelling(string size, int width, int height, int? shortest)
    {
        var profile = Read($"{{{size},{Normalization}}}");
        Assert.Equal(
            (width, height, shortest, ResampleFilter.Bicubic),
            (profile.Width, profile.Height, profile.ShortestEdge, profile.Filter)
        );
    }

    [Theory]
    [InlineData("{}", "size is missing")]
    [InlineData("{\"size\":{\"longest_edge\":5}}", "shortest_edge")]
    [InlineData("{\"size\":{\"shortest_edge\":24}," + Normalization + "}", "do_center_crop")]
    [InlineData("{\"size\":8,\"do_center_crop\":true,\"crop_size\":16," + Normalization + "}", "larger than size")]
    [InlineData("{\"size\":8,\"image_mean\":[0.5],\"image_std\":[0.5,0.5,0.5]}", "image_mean")]
    [InlineData("{\"size\":8,\"image_mean\":[0.5,0.5,0.5],\"image_std\":[0.5,0,0.5]}", "holds 0")]
    [InlineData("{\"size\":8,\"resample\":9," + "\"image_mean\":[0.5,0.5,0.5],\"image_std\":[0.5,0.5,0.5]}", "resample 9")]
    [InlineData("{\"size\":8,\"do_resize\":false," + Normalization + "}", "do_resize")]
    [InlineData("not json", "no JSON")]
    public void What_is_missing_or_not_done_here_is_refused_by_name(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static PreprocessProfile Read(string json)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            return PreprocessProfileFile.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
