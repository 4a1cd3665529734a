using NetVips;
using Serverless.Core;

namespace Serverless.Imaging.Vips;

/// <summary>Starts libvips once a process, with untrusted loaders blocked.</summary>
internal static class VipsLibrary
{
    private const string Advice = "CAPTION_DECODER=imagesharp takes the managed decoder in its place (slower, no AVIF).";

    /// <summary>GLib's log domains that speak of pictures and files.</summary>
    private static readonly string?[] LogDomains = [null, "VIPS", "GLib", "GLib-GObject", "GLib-GIO"];

    /// <summary>Kept for the process: native code calls it.</summary>
    private static readonly Log.LogDelegate Ignore = static (_, _, _) => { };

    private static readonly Lazy<string> Started = new(Start);

    /// <summary>Starts the library when that has not happened yet.</summary>
    /// <returns>The version, for example "8.18.7".</returns>
    /// <exception cref="NativeLibraryException">The library is missing or does not start.</exception>
    public static string EnsureStarted() => Started.Value;

    private static string Start()
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new NativeLibraryException("libvips", FileName, Advice, ModuleInitializer.Exception);

        // libvips prints a warning for every damaged scan line; nothing a sender posts may fill a log.
        foreach (var domain in LogDomains)
            Log.SetLogHandler(domain, Enums.LogLevelFlags.All, Ignore);
        NetVips.NetVips.BlockUntrusted = true;
        NetVips.NetVips.Concurrency = 1; // hosts run several pictures side by side; a pool for each would only contend
        Cache.Max = 0; // a cached operation would keep a sender's bytes alive
        return string.Join('.', Enumerable.Range(0, 3).Select(part => NetVips.NetVips.Version(part)));
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "libvips-42.dll"
        : OperatingSystem.IsMacOS() ? "libvips.42.dylib"
        : "libvips.so.42";
}
