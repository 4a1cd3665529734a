namespace Serverless.Testing;

/// <summary>The checkout that the program was built in, for what is shared with the tests.</summary>
internal static class Repository
{
    public static string Root { get; } = Find() ?? Environment.CurrentDirectory;

    private static string? Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Serverless.sln")))
                return folder;
        }

        return null;
    }
}
