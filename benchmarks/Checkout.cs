namespace Serverless.Benchmarks;

/// <summary>Places in the checkout.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Models(string name) => Path.Combine(Root, "models", name);

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Serverless.sln")))
                return folder;
        }

        throw new InvalidOperationException("Serverless.sln is not above the program.");
    }
}
