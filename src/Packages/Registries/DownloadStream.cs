using System.IO.Pipelines;
using Serverless.Storage;

namespace Serverless.Packages.Registries;

/// <summary>
/// An object of a store as a stream. What the store failed at is an <see cref="IOException"/> of the reader, who may go on from where it
/// broke off.
/// </summary>
internal sealed class DownloadStream : ReadOnlyStream
{
    private readonly BlobDownload _download;
    private readonly Pipe _pipe = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Stream _reader;
    private readonly Task _copying;

    public DownloadStream(BlobDownload download)
    {
        _download = download;
        _reader = _pipe.Reader.AsStream();
        _copying = CopyAsync();
    }

    public override int Read(Span<byte> buffer)
    {
        var bytes = new byte[buffer.Length];
        var count = ReadAsync(bytes.AsMemory()).AsTask().GetAwaiter().GetResult();
        bytes.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _reader.ReadAsync(buffer, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reader.DisposeAsync();
        await _copying;
        await _download.DisposeAsync();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_copying.IsCompleted)
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private async Task CopyAsync()
    {
        try
        {
            await using var writer = _pipe.Writer.AsStream(leaveOpen: true);
            var failure = await _download.CopyToAsync(writer, _stop.Token);
            await _pipe.Writer.CompleteAsync(failure is null ? null : new IOException(failure.Detail));
        }
        catch (OperationCanceledException)
        {
            await _pipe.Writer.CompleteAsync();
        }
    }
}
