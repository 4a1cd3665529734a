using Serverless.Packages.Loading;

namespace Serverless.Packages.Tests.Loading;

public sealed class PackageNamesTests
{
    [Theory]
    [InlineData("../config.json", "name_climbs")]
    [InlineData("/etc/passwd", "name_climbs")]
    [InlineData("onnx/../../x.json", "name_climbs")]
    [InlineData("onnx//x.json", "name_climbs")]
    [InlineData("./x.json", "name_climbs")]
    [InlineData("onnx\\x.json", "name_climbs")]
    [InlineData("C:x.json", "name_climbs")]
    [InlineData("nul.json", "name_device")]
    [InlineData("onnx/COM1", "name_device")]
    [InlineData(".env", "name_reserved")]
    [InlineData("onnx/.hidden/x.json", "name_reserved")]
    [InlineData("onnx/widened/decoder.onnx", "name_reserved")]
    [InlineData("x.json ", "name_reserved")]
    [InlineData("a\nb", "name_reserved")]
    [InlineData("a?b", "name_reserved")]
    [InlineData("", "name_reserved")]
    public void A_name_that_no_package_may_have_is_refused(string name, string rule) =>
        Assert.Equal(rule, PackageNames.Check([name])?.Rule);

    [Theory]
    [InlineData("config.json", "CONFIG.json")]
    [InlineData("config.json", "config.json")]
    [InlineData("onnx", "onnx/model.onnx")]
    [InlineData("Onnx/a.onnx", "onnx/b.onnx")]
    [InlineData("caf\u00e9.json", "cafe\u0301.json")]
    public void Names_that_are_one_file_somewhere_are_refused(string one, string other) =>
        Assert.Equal("name_collides", PackageNames.Check([one, other])?.Rule);

    [Fact]
    public void Names_of_models_are_taken() =>
        Assert.Null(PackageNames.Check(["caption.json", "onnx/a.onnx", "onnx/b.onnx", "quality/onnx/a.onnx", "golden/café 1.jpg"]));
}
