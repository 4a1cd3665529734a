using System.Text.Json;
using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Monitoring.Reference;

/// <summary>
/// References that an operator made of traffic of their own, in the folder of traffic: <c>references/DIGEST.json</c>. They come before
/// that of the package, for the same model alone.
/// </summary>
public static class OwnReferences
{
    private const int MaxBytes = 8 << 20;

    /// <summary>The key of a model's.</summary>
    /// <param name="folder">The folder of traffic.</param>
    /// <param name="digest">The model's digest.</param>
    public static string KeyOf(BlobFolder folder, string digest) => $"{folder.Prefix}references/{digest.Replace(':', '-')}.json";

    /// <summary>Finds one.</summary>
    /// <param name="folder">The folder of traffic.</param>
    /// <param name="digest">The model's digest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns><see cref="StoreFailureReason.NotFound"/> where there is none, <see cref="StoreFailureReason.Collision"/> where it is
    /// damaged.</returns>
    public static async Task<Result<DriftReference, StoreFailure>> FindAsync(
        BlobFolder folder,
        string digest,
        CancellationToken cancellationToken
    )
    {
        var key = KeyOf(folder, digest);
        var read = await folder.Store.ReadBytesAsync(key, new BlobSelection(MaxBytes: MaxBytes), cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
            return failure;
        try
        {
            return DriftReference.Parse(blob.Bytes);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            return new StoreFailure(StoreFailureReason.Collision, $"{key} is no drift reference: {error.Message.ReplaceLineEndings(" ")}");
        }
    }
}
