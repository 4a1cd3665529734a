using System.Globalization;

namespace Serverless.Hosts.Aws.Runtime;

/// <summary>.NET does not see Lambda's memory size (github.com/dotnet/runtime/issues/70601) and would let garbage grow until the process is ended.</summary>
internal static class MemoryLimit
{
    /// <summary>The managed heap gets half; models, the runtime's arenas and decoded pictures need the rest.</summary>
    private const ulong Share = 2;

    /// <param name="mebibytes">What Lambda says; null or nonsense changes nothing.</param>
    public static void Apply(string? mebibytes)
    {
        if (!ulong.TryParse(mebibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size == 0)
            return;
        AppContext.SetData("GCHeapHardLimit", (size << 20) / Share);
        GC.RefreshMemoryLimit();
    }
}
