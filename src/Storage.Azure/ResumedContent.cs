using Azure;

namespace Serverless.Storage.Azure;

/// <summary>
/// A blob's bytes. The client asks for the rest where a connection breaks; where that fails as well, the reader gets the error of any
/// broken stream.
/// </summary>
internal sealed class ResumedContent(Stream content) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return content.Read(buffer, offset, count);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException)
        {
            throw Broken(error);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException && !cancellationToken.IsCancellationRequested)
        {
            throw Broken(error);
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }

    private static IOException Broken(Exception error) => new("The connection broke and the rest of the blob could not be had.", error);
}
