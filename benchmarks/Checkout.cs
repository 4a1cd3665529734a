using Serverless.Core.Pipeline;

namespace Serverless.Benchmarks;

/// <summary>Places in the checkout.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Models(string name) => Path.Combine(Root, "models", name);

    /// <summary>The embedded models as programs run them.</summary>
    public static ModelFolders Folders { get; } =
        new(Models("caption-base"), Models("quality-base"), Models("labels-base"), Models("text-base"), Models("vision-base"));

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
