using System.Buffers;
using Serverless.Core;

namespace Serverless.Storage;

/// <summary>An object opened for reading. Disposing it releases the connection or file, read or not.</summary>
/// <param name="properties">The object's properties.</param>
/// <param name="content">The bytes.</param>
/// <param name="length">How many bytes follow.</param>
/// <param name="timeout">How long the store may take to send the next bytes.</param>
/// <param name="owner">Disposed as well.</param>
public sealed class BlobDownload(BlobProperties properties, Stream content, long length, TimeSpan timeout, IDisposable? owner = null)
    : IAsyncDisposable
{
    private const int BufferBytes = 80 << 10;

    /// <summary>The object's properties, of the whole object even where a range is read.</summary>
    public BlobProperties Properties => properties;

    /// <summary>How many bytes follow.</summary>
    public long Length => length;

    /// <summary>Copies the bytes as they arrive.</summary>
    /// <param name="destination">Takes them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null when all <see cref="Length"/> bytes came; else what went wrong, with part of them handed on.</returns>
    public async Task<StoreFailure?> CopyToAsync(Stream destination, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var left = length;
            while (left > 0)
            {
                silence.CancelAfter(timeout);
                var count = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), silence.Token);
                if (count == 0)
                    return Interrupted(left);
                left -= count;
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new StoreFailure(
                StoreFailureReason.TimedOut,
                FormattableString.Invariant($"The store kept silent for {timeout.TotalSeconds} seconds in the middle of an object.")
            );
        }
        catch (Exception error) when (error is IOException && !cancellationToken.IsCancellationRequested)
        {
            return Interrupted(null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads the bytes into memory; <see cref="BlobSelection.MaxBytes"/> has bounded them.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<byte[], StoreFailure>> ToArrayAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        using var kept = new MemoryStream(bytes);
        return await CopyToAsync(kept, cancellationToken) is { } failure ? failure : bytes;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        owner?.Dispose();
    }

    private static StoreFailure Interrupted(long? left) =>
        new(
            StoreFailureReason.Interrupted,
            FormattableString.Invariant(
                $"The object ended too early{(left is { } bytes ? FormattableString.Invariant($": {bytes} bytes are missing") : "")}."
            )
        );
}
