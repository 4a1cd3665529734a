using System.Collections.Concurrent;
using Serverless.Archives.Scanning;
using Serverless.Core.Imaging;
using Serverless.Storage;

namespace Serverless.Archives.Reports;

/// <summary>Makes the small pictures of a report.</summary>
/// <param name="pictures">The archive.</param>
/// <param name="decoder">Opens pictures.</param>
/// <param name="maxBytes">Largest picture.</param>
public sealed class Thumbnails(BlobFolder pictures, IImageDecoder decoder, long maxBytes)
{
    private const int Side = 160,
        MaxConcurrency = 4;

    /// <summary>Those that can be made.</summary>
    /// <param name="wanted">Of which pictures.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>[key] JPEG.</returns>
    public async Task<IReadOnlyDictionary<string, byte[]>> MakeAsync(IEnumerable<Candidate> wanted, CancellationToken cancellationToken)
    {
        var made = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            wanted,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (picture, token) =>
            {
                var read = await pictures.Store.ReadBytesAsync(picture.Key, new BlobSelection(MaxBytes: maxBytes), token);
                if (
                    read.Value is { Bytes.Length: > 0 } blob
                    && decoder.Open(blob.Bytes, token).TryGet(out var image, out _)
                    && Thumbnail.Make(decoder, image, Side, token).TryGet(out var small, out _)
                )
                {
                    made[picture.Key] = small;
                }
            }
        );
        return made;
    }
}
