using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>An object in a temporary file, with its digest: it is known whole before a byte of it is written elsewhere.</summary>
internal sealed class SpooledObject : IDisposable
{
    private readonly string _path;

    private SpooledObject(string path, BlobProperties properties, string sha256) =>
        (_path, Properties, Sha256) = (path, properties, sha256);

    /// <summary>The object's properties at the source.</summary>
    public BlobProperties Properties { get; }

    /// <summary>The digest of its bytes, 64 hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Bytes.</summary>
    public long Length => new FileInfo(_path).Length;

    /// <summary>Whether it is small enough for a document of ours.</summary>
    public bool IsDocument => Length <= Copier.MaxDocumentBytes;

    /// <summary>All bytes.</summary>
    public byte[] Read() => File.ReadAllBytes(_path);

    /// <summary>Reads an object.</summary>
    /// <param name="store">Its store.</param>
    /// <param name="key">Its key.</param>
    /// <param name="version">The version it must have; null for the current one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Result<SpooledObject, StoreFailure>> ReadAsync(
        IBlobStore store,
        string key,
        string? version,
        CancellationToken cancellationToken
    )
    {
        // not every store gives metadata with the bytes
        if (!(await store.FindAsync(key, cancellationToken)).TryGet(out var properties, out var failure))
            return failure;
        if (version is not null && properties.Version != version)
            return StoreFailures.Changed;
        if (!(await store.ReadAsync(key, new BlobSelection(properties.Version), cancellationToken)).TryGet(out var download, out failure))
            return failure;
        var path = Path.GetTempFileName();
        try
        {
            await using (download)
            {
                await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
                if (await download.CopyToAsync(file, cancellationToken) is { } cut)
                {
                    File.Delete(path);
                    return cut;
                }

                file.Position = 0;
                var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
                return new SpooledObject(path, properties, digest);
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Opens the bytes from the start.</summary>
    public Stream Open() => new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read);

    public void Dispose() => File.Delete(_path);
}
