namespace Serverless.Delivery.Commands;

/// <summary>Where copies of packages go that come from a store that is no folder.</summary>
internal static class ReleaseCache
{
    public static string Folder { get; } = Path.GetFullPath("artifacts/local/releases");
}
