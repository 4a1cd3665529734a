namespace Serverless.Storage;

/// <summary>
/// Content as the vendors' clients take it: a stream that knows its length and can be put back to its start, where the content is opened
/// anew. So a client can send it again without holding it.
/// </summary>
/// <param name="content">Is opened at the first read.</param>
public sealed class BlobContentStream(BlobContent content) : Stream
{
    private Stream? _source;
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <summary>True: to the start, or forwards by reading.</summary>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Bytes.</summary>
    public override long Length => content.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = Source().Read(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await Source().ReadAsync(buffer, cancellationToken);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        var target =
            offset
            + origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => _position,
                _ => Length,
            };
        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
        if (target < _position)
            Close(_source);
        if (target > _position)
            Skip(target - _position);
        return _position;
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close(_source);
        base.Dispose(disposing);
    }

    private Stream Source() => _source ??= content.Open();

    private void Close(Stream? source)
    {
        (_source, _position) = (null, 0);
        source?.Dispose();
    }

    private void Skip(long count)
    {
        var buffer = new byte[(int)Math.Min(count, 80 << 10)];
        while (count > 0 && Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, count))) is var read and > 0)
            count -= read;
    }
}
