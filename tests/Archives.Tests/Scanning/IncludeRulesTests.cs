using Serverless.Archives.Scanning;
using Serverless.Results.Listing;

namespace Serverless.Archives.Tests.Scanning;

public sealed class IncludeRulesTests
{
    [Theory]
    [InlineData("a.jpg", NameKind.Picture)]
    [InlineData("deep/B.TIFF", NameKind.Picture)]
    [InlineData("a.heic", NameKind.Picture)]
    [InlineData("a.jfif", NameKind.Picture)]
    [InlineData("a.txt", NameKind.Other)]
    [InlineData("film.MP4", NameKind.Other)]
    [InlineData("jpg", NameKind.Unknown)]
    [InlineData("scan.0001", NameKind.Unknown)]
    [InlineData("a.jpg.bak", NameKind.Unknown)]
    [InlineData("._a.jpg", NameKind.Other)]
    [InlineData("@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg", NameKind.Other)]
    public void An_ending_tells_a_picture_or_something_else_or_nothing(string name, NameKind kind) =>
        Assert.Equal(kind, IncludeRules.Pictures.KindOf(name));

    [Theory]
    [InlineData("*.jpg", "deep/down/a.JPG", true)]
    [InlineData("*.jpg", "a.png", false)]
    [InlineData("2024/**", "2024/01/a.png", true)]
    [InlineData("2024/**", "old/2024/a.png", false)]
    [InlineData("2024/*", "2024/01/a.png", false)]
    [InlineData("/2024/*.png", "2024/a.png", true)]
    [InlineData("**/raw/*.tif", "x/y/raw/a.tif", true)]
    public void Patterns_are_those_of_a_shell(string glob, string name, bool isTaken) =>
        Assert.Equal(isTaken ? NameKind.Picture : NameKind.Other, IncludeRules.Of([glob]).KindOf(name));

    [Fact]
    public void What_a_pattern_names_is_looked_at_whatever_its_ending() =>
        Assert.Equal(NameKind.Unknown, IncludeRules.Of(["*.txt"]).KindOf("a.txt"));

    [Theory]
    [InlineData("*-small.jpg", "deep/a-small.jpg", true)]
    [InlineData("*-small.jpg", "a.jpg", false)]
    [InlineData("drafts", "drafts/deep/a.jpg", true)]
    [InlineData("drafts/", "x/drafts/a.jpg", true)]
    [InlineData("drafts", "drafts.jpg", false)]
    [InlineData("2024/old/**", "2024/old/a.jpg", true)]
    [InlineData("2024/old", "2024/old/a.jpg", true)]
    [InlineData("2024/old", "2025/2024/old/a.jpg", false)]
    public void Patterns_leave_out_and_hold_against_those_that_take(string glob, string name, bool isLeftOut)
    {
        Assert.Equal(isLeftOut ? NameKind.Other : NameKind.Picture, IncludeRules.Of([], [glob]).KindOf(name));
        Assert.Equal(isLeftOut ? NameKind.Other : NameKind.Picture, IncludeRules.Of(["*.jpg"], ["nothing", glob]).KindOf(name));
    }
}
