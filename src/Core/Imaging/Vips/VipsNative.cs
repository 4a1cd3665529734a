using System.Runtime.InteropServices;

namespace Serverless.Core.Imaging.Vips;

/// <summary>The libvips 8.18 and GObject functions in use. None is variadic: those cannot be called portably.</summary>
internal static unsafe partial class VipsNative
{
    public const string Library = "libvips";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_init(string name);

    [LibraryImport(Library)]
    public static partial void vips_block_untrusted_set(int isBlocked);

    [LibraryImport(Library)]
    public static partial void vips_concurrency_set(int threads);

    [LibraryImport(Library)]
    public static partial void vips_cache_set_max(int operations);

    [LibraryImport(Library)]
    public static partial byte* vips_error_buffer_copy();

    [LibraryImport(Library)]
    public static partial int vips_version(int part);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vips_operation_new(string nickname);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_object_set_argument_from_string(nint operation, string name, string value);

    [LibraryImport(Library)]
    public static partial int vips_cache_operation_buildp(ref nint operation);

    [LibraryImport(Library)]
    public static partial void vips_object_unref_outputs(nint operation);

    [LibraryImport(Library)]
    public static partial nuint vips_image_get_type();

    [LibraryImport(Library)]
    public static partial nuint vips_blob_get_type();

    [LibraryImport(Library)]
    public static partial void vips_value_set_blob(ref GValue value, nint freeFunction, void* data, nuint length);

    [LibraryImport(Library)]
    public static partial int vips_image_get_width(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_height(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_bands(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_hasalpha(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_interpretation(nint image);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint vips_image_get_typeof(nint image, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_image_get_int(nint image, string name, out int value);

    [LibraryImport(Library)]
    public static partial void* vips_image_write_to_memory(nint image, out nuint size);

    [LibraryImport(Library)]
    public static partial nint vips_image_new_from_memory_copy(void* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Library)]
    public static partial void* vips_value_get_blob(ref GValue value, out nuint length);

    [LibraryImport(Library)]
    public static partial void g_free(void* memory);

    [LibraryImport(Library)]
    public static partial void g_object_unref(nint instance);

    [LibraryImport(Library)]
    public static partial nint g_value_dup_object(ref GValue value);

    [LibraryImport(Library)]
    public static partial nint g_value_init(ref GValue value, nuint type);

    [LibraryImport(Library)]
    public static partial void g_value_unset(ref GValue value);

    [LibraryImport(Library)]
    public static partial void g_value_set_object(ref GValue value, nint instance);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_set_property(nint instance, string name, ref GValue value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_get_property(nint instance, string name, ref GValue value);

    [LibraryImport(Library)]
    public static partial nint g_log_set_default_handler(delegate* unmanaged[Cdecl]<byte*, int, byte*, void*, void> handler, void* state);

    /// <summary>GLib's typed value: a type and two words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GValue
    {
        public nuint Type;
        public ulong First;
        public ulong Second;
    }
}
