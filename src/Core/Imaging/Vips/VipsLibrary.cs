using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Serverless.Core.Imaging.Vips;

/// <summary>Starts libvips once a process, with untrusted loaders blocked, and keeps its error text.</summary>
internal static unsafe class VipsLibrary
{
    private static readonly Lazy<string> Started = new(Start);

    /// <summary>Starts the library when that has not happened yet.</summary>
    /// <returns>The version, for example "8.18.7".</returns>
    /// <exception cref="InvalidOperationException">The library is there but does not start.</exception>
    /// <exception cref="DllNotFoundException">The library is missing.</exception>
    public static string EnsureStarted() => Started.Value;

    /// <summary>The error text of the calls since the last take, emptied by taking it.</summary>
    public static string TakeError()
    {
        var text = VipsNative.vips_error_buffer_copy();
        try
        {
            return Marshal.PtrToStringUTF8((nint)text)?.Trim() ?? "";
        }
        finally
        {
            VipsNative.g_free(text);
        }
    }

    private static string Start()
    {
        // libvips prints a warning for every damaged scan line; nothing a sender posts may fill a log.
        VipsNative.g_log_set_default_handler(&Ignore, null);
        if (VipsNative.vips_init("serverless") != 0) throw new InvalidOperationException("libvips does not start: " + TakeError());
        VipsNative.vips_block_untrusted_set(1);
        VipsNative.vips_concurrency_set(1); // hosts run several pictures side by side; a pool for each would only contend
        VipsNative.vips_cache_set_max(0);   // a cached operation would keep a sender's bytes alive
        return $"{VipsNative.vips_version(0)}.{VipsNative.vips_version(1)}.{VipsNative.vips_version(2)}";
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(byte* domain, int level, byte* message, void* state)
    {
    }
}
