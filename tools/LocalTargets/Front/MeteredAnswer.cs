using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Serverless.LocalTargets.Measures;

namespace Serverless.LocalTargets.Front;

/// <summary>
/// Puts itself in the way of an answer's body, which streams on as before, and counts the request once: before its last byte leaves, so
/// that who has the answer finds it in the figures. Of what may be a caption document the first bytes are kept for its verdict.
/// </summary>
internal sealed class MeteredAnswer : Stream
{
    private readonly HttpContext _context;
    private readonly Stream _inner;
    private readonly RevisionMeter _meter;
    private readonly Stopwatch _watch;
    private readonly MemoryStream? _copy;
    private long _written;
    private bool _isWhole = true,
        _isCounted;

    /// <param name="context">The request.</param>
    /// <param name="meter">Where it is counted.</param>
    /// <param name="watch">Runs since the request's arrival.</param>
    public MeteredAnswer(HttpContext context, RevisionMeter meter, Stopwatch watch)
    {
        (_context, _inner, _meter, _watch) = (context, context.Response.Body, meter, watch);
        if (CaptionVerdicts.IsAsked(context.Request.Method, context.Request.Path))
            _copy = new MemoryStream();
        context.Response.Body = this;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Counts it, unless that is done: an answer without a length ends when its request does.</summary>
    public void Count()
    {
        if (_isCounted)
            return;
        _isCounted = true;
        var status = _context.Response.StatusCode;
        var verdict =
            _copy is not null && _isWhole
                ? CaptionVerdicts.Read(status, _copy.GetBuffer().AsSpan(0, (int)_copy.Length))
                : CaptionVerdict.None;
        _meter.Add(status, _watch.Elapsed, verdict);
    }

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Take(buffer.AsSpan(offset, count));
        _inner.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Span);
        return _inner.WriteAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _context.Response.Body = _inner;
            _copy?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        _written += bytes.Length;
        _isWhole &= _written <= CaptionVerdicts.MaxBytes;
        if (_isWhole)
            _copy?.Write(bytes);
        if (_context.Response.ContentLength == _written)
            Count();
    }
}
