using System.Net;
using System.Net.Http.Headers;

namespace Serverless.Packages.Registries;

/// <summary>Some bytes of a stream as the body of a request; the stream stays open, so that the request may be sent again.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly Stream _bytes;
    private readonly long _offset;
    private readonly long _count;

    /// <param name="bytes">The stream, at its beginning where it cannot seek.</param>
    /// <param name="offset">Bytes to pass over.</param>
    /// <param name="count">Bytes to send.</param>
    public UploadContent(Stream bytes, long offset, long count)
    {
        (_bytes, _offset, _count) = (bytes, offset, count);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var skip = _bytes.CanSeek ? 0 : _offset;
        if (_bytes.CanSeek)
            _bytes.Position = _offset;
        var buffer = new byte[128 << 10];
        for (var left = skip + _count; left > 0; )
        {
            var read = await _bytes.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, skip > 0 ? skip : left)), cancellationToken);
            if (read == 0)
                throw new IOException("the bytes of the blob end early");
            if (skip > 0)
                skip -= read;
            else
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _count;
        return true;
    }
}
