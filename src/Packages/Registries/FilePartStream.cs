using Microsoft.Win32.SafeHandles;

namespace Serverless.Packages.Registries;

/// <summary>A part of an open file. Several may be read side by side.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">First byte.</param>
/// <param name="length">Bytes.</param>
internal sealed class FilePartStream(SafeFileHandle file, long offset, long length) : ReadOnlyStream
{
    private long _done;

    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, length - _done)], offset + _done);
        _done += count;
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var part = buffer[..(int)Math.Min(buffer.Length, length - _done)];
        var count = await RandomAccess.ReadAsync(file, part, offset + _done, cancellationToken);
        _done += count;
        return count;
    }
}
