using Serverless.Archives.Scanning;

namespace Serverless.Archives.Tests.Scanning;

public sealed class IncludeRulesTests
{
    [Theory]
    [InlineData("a.jpg", true)]
    [InlineData("deep/B.TIFF", true)]
    [InlineData("a.heic", true)]
    [InlineData("a.txt", false)]
    [InlineData("jpg", false)]
    public void Pictures_are_known_by_their_ending_those_that_are_not_accepted_too(string name, bool isTaken) => Assert.Equal(isTaken, IncludeRules.Pictures.Take(name));

    [Theory]
    [InlineData("*.jpg", "deep/down/a.JPG", true)]
    [InlineData("*.jpg", "a.png", false)]
    [InlineData("2024/**", "2024/01/a.png", true)]
    [InlineData("2024/**", "old/2024/a.png", false)]
    [InlineData("2024/*", "2024/01/a.png", false)]
    [InlineData("/2024/*.png", "2024/a.png", true)]
    [InlineData("**/raw/*.tif", "x/y/raw/a.tif", true)]
    public void Patterns_are_those_of_a_shell(string glob, string name, bool isTaken) => Assert.Equal(isTaken, IncludeRules.Of([glob]).Take(name));
}
