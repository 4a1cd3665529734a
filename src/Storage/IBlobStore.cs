using Serverless.Core;

namespace Serverless.Storage;

/// <summary>
/// One container of objects: a folder, a bucket, a blob container. Every adapter gives the same answers (<c>BlobStoreContract</c>). Keys
/// are held against <see cref="BlobKey"/>. A cancelled call throws <see cref="OperationCanceledException"/>; every other expected failure
/// is a value.
/// </summary>
public interface IBlobStore
{
    /// <summary>Gets an object's properties without reading it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading. Nothing of the content is held in memory.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="selection">The version, the range and the most bytes that are taken.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What the caller reads and disposes; <see cref="StoreFailureReason.Changed"/> where the version is not the current one and
    /// cannot be had.</returns>
    Task<Result<BlobDownload, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken);

    /// <summary>
    /// Lists a page of objects in the order of their keys' UTF-8 bytes (on Azure, of their UTF-16 units: the two differ for characters
    /// above U+FFFF).
    /// </summary>
    /// <param name="prefix">What keys start with; "" for all.</param>
    /// <param name="cursor">The <see cref="BlobPage.Next"/> of the page before; null for the first.</param>
    /// <param name="maxItems">Most objects in the page, 1 to 1,000. A page may hold fewer, even none, and still have a next one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Result<BlobPage, StoreFailure>> ListAsync(string prefix, string? cursor, int maxItems, CancellationToken cancellationToken);

    /// <summary>Writes an object whole: a reader sees all of it or none.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">The bytes and their properties.</param>
    /// <param name="condition">What must hold for the write to happen.</param>
    /// <param name="cancellationToken">Ends the call; whether the write happened is then not known.</param>
    /// <returns>The new object's properties; <see cref="StoreFailureReason.AlreadyExists"/> or <see cref="StoreFailureReason.Changed"/>
    /// where the condition does not hold.</returns>
    Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    );

    /// <summary>Deletes an object. One that is not there is deleted already.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="version">The version it must have; null for whatever it has. With a version, an object that is not there is <see
    /// cref="StoreFailureReason.Changed"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when it is gone.</returns>
    Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken);

    /// <summary>Signs an address that takes one upload from a client without credentials.</summary>
    /// <param name="key">The key it will have; an object there is not replaced.</param>
    /// <param name="terms">What may be sent, and until when.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The address, or <see cref="StoreFailureReason.NotSupported"/>.</returns>
    Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(string key, UploadTerms terms, CancellationToken cancellationToken);
}
