using System.Globalization;

namespace Serverless.Hosts.Aws.Runtime;

/// <summary>
/// Tells .NET Lambda's memory size, which it does not see (github.com/dotnet/runtime/issues/70601): garbage would grow until the
/// process is killed.
/// </summary>
internal static class MemoryLimit
{
    /// <summary>The managed heap gets half; models, the runtime's arenas and decoded pictures need the rest.</summary>
    private const ulong Share = 2;

    /// <param name="mebibytes">The value that Lambda sets; null or no number changes nothing.</param>
    public static void Apply(string? mebibytes)
    {
        if (!ulong.TryParse(mebibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size == 0)
            return;
        AppContext.SetData("GCHeapHardLimit", (size << 20) / Share);
        GC.RefreshMemoryLimit();
    }
}
