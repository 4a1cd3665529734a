namespace Serverless.Testing;

/// <summary>Places in the checkout that tests read from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Fixtures { get; } = Path.Combine(Root, "tests", "Fixtures");

    public static string Models { get; } = Path.Combine(Root, "models");

    /// <summary>Data that is not ours to ship; tests that need it are skipped, saying so, where it is absent.</summary>
    public static string Shared { get; } =
        Environment.GetEnvironmentVariable("CAPTION_TEST_SHARED") ?? Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    public static string RequireShared(params string[] parts)
    {
        var path = Path.Combine([Shared, .. parts]);
        Assert.SkipUnless(
            Path.Exists(path),
            $"{string.Join('/', parts)} is not part of the project and not found beside it; set CAPTION_TEST_SHARED to the "
                + $"folder that holds it."
        );
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Serverless.sln")))
                return folder;
        }

        throw new InvalidOperationException("Serverless.sln is not above the test binaries.");
    }
}
