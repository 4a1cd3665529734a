using System.Globalization;

namespace Serverless.Core.Imaging.Vips;

/// <summary>One libvips operation: options set by name, then run. GObject properties take the place of libvips' variadic C calls.</summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private readonly string _nickname;
    private nint _operation;

    public VipsOperation(string nickname)
    {
        VipsLibrary.EnsureStarted();
        _nickname = nickname;
        _operation = VipsNative.vips_operation_new(nickname);
        if (_operation == 0) throw new VipsException(nickname, VipsLibrary.TakeError());
    }

    /// <summary>Runs an operation that takes an image and gives one.</summary>
    /// <param name="nickname">libvips' name of it.</param>
    /// <param name="input">The image.</param>
    /// <param name="options">Option names and values, enumerations by nickname.</param>
    /// <exception cref="VipsException">libvips refuses.</exception>
    public static VipsImage Apply(string nickname, VipsImage input, params ReadOnlySpan<(string Name, object Value)> options)
    {
        using var operation = new VipsOperation(nickname);
        operation.SetImage("in", input);
        foreach (var (name, value) in options) operation.Set(name, value);
        return operation.Run();
    }

    /// <summary>As <see cref="Apply"/>, giving up the input: the output holds what it needs of it.</summary>
    public static VipsImage Replace(VipsImage input, string nickname, params ReadOnlySpan<(string Name, object Value)> options)
    {
        using (input) return Apply(nickname, input, options);
    }

    public void Set(string name, object value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        if (VipsNative.vips_object_set_argument_from_string(_operation, name, text) != 0) throw new VipsException(_nickname, VipsLibrary.TakeError());
    }

    public void SetImage(string name, VipsImage image)
    {
        VipsNative.GValue value = default;
        VipsNative.g_value_init(ref value, VipsNative.vips_image_get_type());
        VipsNative.g_value_set_object(ref value, image.DangerousGetHandle());
        VipsNative.g_object_set_property(_operation, name, ref value);
        VipsNative.g_value_unset(ref value);
        GC.KeepAlive(image);
    }

    /// <summary>Hands bytes over without copying them: they must stay pinned until the last image made from them is disposed.</summary>
    public void SetBytes(string name, byte* data, int length)
    {
        VipsNative.GValue value = default;
        VipsNative.g_value_init(ref value, VipsNative.vips_blob_get_type());
        VipsNative.vips_value_set_blob(ref value, 0, data, (nuint)length);
        VipsNative.g_object_set_property(_operation, name, ref value);
        VipsNative.g_value_unset(ref value);
    }

    /// <summary>Builds an operation that saves, and takes its bytes.</summary>
    /// <exception cref="VipsException">libvips refuses.</exception>
    public byte[] Save()
    {
        Build();
        VipsNative.GValue value = default;
        VipsNative.g_value_init(ref value, VipsNative.vips_blob_get_type());
        VipsNative.g_object_get_property(_operation, "buffer", ref value);
        var data = VipsNative.vips_value_get_blob(ref value, out var length);
        var bytes = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        VipsNative.g_value_unset(ref value);
        VipsNative.vips_object_unref_outputs(_operation);
        return bytes;
    }

    /// <summary>Builds the operation and takes its output image.</summary>
    /// <exception cref="VipsException">libvips refuses.</exception>
    public VipsImage Run()
    {
        Build();
        VipsNative.GValue value = default;
        VipsNative.g_value_init(ref value, VipsNative.vips_image_get_type());
        VipsNative.g_object_get_property(_operation, "out", ref value);
        var image = new VipsImage(VipsNative.g_value_dup_object(ref value));
        VipsNative.g_value_unset(ref value);
        VipsNative.vips_object_unref_outputs(_operation);
        return image;
    }

    private void Build()
    {
        if (VipsNative.vips_cache_operation_buildp(ref _operation) == 0) return;
        VipsNative.vips_object_unref_outputs(_operation);
        throw new VipsException(_nickname, VipsLibrary.TakeError());
    }

    public void Dispose()
    {
        if (_operation != 0) VipsNative.g_object_unref(_operation);
        _operation = 0;
    }
}
