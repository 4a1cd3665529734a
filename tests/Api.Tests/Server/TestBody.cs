namespace Serverless.Api.Tests.Server;

/// <summary>A body whose bytes a test gives when it is read.</summary>
/// <param name="read">Gives them; called once, with the token that says that the caller went away.</param>
internal sealed class TestBody(Func<CancellationToken, Task<byte[]>> read) : Stream
{
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MemoryStream? _bytes;

    /// <summary>Over when somebody has begun to read.</summary>
    public Task Reading => _reading.Task.WaitAsync(TestContext.Current.CancellationToken);

    public bool IsRead => _reading.Task.IsCompleted;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reading.TrySetResult();
        _bytes ??= new MemoryStream(await read(cancellationToken), writable: false);
        return _bytes.Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
