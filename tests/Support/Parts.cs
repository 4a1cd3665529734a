namespace Serverless.Testing;

/// <summary>Parts of the machine that tests use.</summary>
internal static class Parts
{
    /// <summary>Skips the test aloud; where all parts must be there, it fails.</summary>
    /// <param name="name">What is missing.</param>
    public static Exception Missing(string name)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CAPTION_TEST_REQUIRE_PARTS") != "1", $"{name} is not installed; make test-deps installs it, where a package manager has it");
        return new InvalidOperationException($"{name} is not installed.");
    }
}
