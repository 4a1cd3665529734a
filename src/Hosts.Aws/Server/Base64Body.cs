using Microsoft.AspNetCore.Http;

namespace Serverless.Hosts.Aws.Server;

/// <summary>A body that an event holds in base64, decoded piece by piece as it is read.</summary>
/// <param name="text">The event's text.</param>
internal sealed class Base64Body(string text) : Stream
{
    private const int PieceCharacters = 1 << 16; // a multiple of 4

    private byte[] _piece = [];
    private int _taken,
        _length,
        _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="BadHttpRequestException">The text is no base64.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_taken == _length && !Decode())
            return 0;
        var count = Math.Min(buffer.Length, _length - _taken);
        _piece.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new ValueTask<int>(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Decode()
    {
        if (_at == text.Length)
            return false;
        var letters = text.AsSpan(_at, Math.Min(PieceCharacters, text.Length - _at));
        if (_piece.Length == 0)
            _piece = new byte[PieceCharacters / 4 * 3];
        if (!Convert.TryFromBase64Chars(letters, _piece, out _length))
            throw new BadHttpRequestException("The event says that its body is base64; it is not.");
        (_taken, _at) = (0, _at + letters.Length);
        return _length > 0 || Decode();
    }
}
