using Serverless.Core;
using Serverless.Packages.Oci;
using Serverless.Signing;

namespace Serverless.Packages.Registries;

/// <summary>
/// Where the versions of one model are: a folder, a store, or a repository of an OCI registry. Gives bytes as they are; who takes them
/// checks them. Safe for use by several threads.
/// </summary>
public interface IModelRegistry : IDisposable
{
    /// <summary>As a person writes it, without tag and without secrets.</summary>
    string Address { get; }

    /// <summary>All tags, in ordinal order.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The tags, none where there is no such registry yet; or a failure.</returns>
    Task<Result<IReadOnlyList<string>, PackageFailure>> ListTagsAsync(CancellationToken cancellationToken);

    /// <summary>Reads a manifest.</summary>
    /// <param name="reference">A tag, or <c>sha256:…</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The manifest, at most 4 MiB; <c>not_found</c> where there is none.</returns>
    Task<Result<OciContent, PackageFailure>> ReadManifestAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Opens a blob.</summary>
    /// <param name="blob">Which.</param>
    /// <param name="offset">Bytes to skip, so that what broke off goes on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>A stream that the caller disposes; it may break off with an <see cref="IOException"/>.</returns>
    Task<Result<Stream, PackageFailure>> OpenBlobAsync(OciDescriptor blob, long offset, CancellationToken cancellationToken);

    /// <summary>Writes a blob; one that is there already is left.</summary>
    /// <param name="blob">Its digest and size.</param>
    /// <param name="open">Opens its bytes; called again for another try.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<PackageFailure?> WriteBlobAsync(
        OciDescriptor blob,
        Func<CancellationToken, Task<Stream>> open,
        CancellationToken cancellationToken
    );

    /// <summary>Writes a manifest, after the blobs it names.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="tag">Its tag; null for none. One that means another manifest already is refused (<c>tag_taken</c>).</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<PackageFailure?> WriteManifestAsync(OciContent manifest, string? tag, CancellationToken cancellationToken);

    /// <summary>Manifests whose <c>subject</c> is another one: signatures.</summary>
    /// <param name="digest">The digest of that one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Result<IReadOnlyList<OciDescriptor>, PackageFailure>> ListReferrersAsync(string digest, CancellationToken cancellationToken);

    /// <summary>The newest entry of an alias.</summary>
    /// <param name="name">Which alias.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Result<AliasLookup, PackageFailure>> ReadAliasAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes the next entry of an alias: only if nobody wrote that number (<c>alias_taken</c>, try again).</summary>
    /// <param name="name">Which alias.</param>
    /// <param name="number">Its number.</param>
    /// <param name="entry">The entry, signed, or not signed (no signatures) where the operator goes without keys.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<PackageFailure?> WriteAliasAsync(string name, long number, DsseEnvelope entry, CancellationToken cancellationToken);
}

/// <summary>An entry of an alias as it is stored, not checked yet.</summary>
/// <param name="Number">The number in its name.</param>
/// <param name="Envelope">The entry.</param>
public sealed record StoredAlias(long Number, DsseEnvelope Envelope);

/// <summary>What was found of an alias.</summary>
/// <param name="Newest">Its newest entry; null where it has none.</param>
public sealed record AliasLookup(StoredAlias? Newest);
