using Microsoft.AspNetCore.Http;
using Serverless.LocalTargets.Measures;

namespace Serverless.LocalTargets.Front;

/// <summary>Puts itself in the way of an answer's body and keeps a copy of its first bytes; the answer streams on as before.</summary>
internal sealed class CopiedBody : Stream
{
    private readonly HttpContext _context;
    private readonly Stream _inner;
    private readonly MemoryStream _copy = new();

    public CopiedBody(HttpContext context)
    {
        (_context, _inner) = (context, context.Response.Body);
        context.Response.Body = this;
    }

    /// <summary>Everything was short enough to be kept.</summary>
    public bool IsWhole { get; private set; } = true;

    public ReadOnlySpan<byte> Bytes => _copy.GetBuffer().AsSpan(0, (int)_copy.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Keep(buffer.AsSpan(offset, count));
        _inner.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Keep(buffer.Span);
        return _inner.WriteAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _context.Response.Body = _inner;
            _copy.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_copy.Length + bytes.Length > CaptionVerdicts.MaxBytes)
            IsWhole = false;
        if (IsWhole)
            _copy.Write(bytes);
    }
}
