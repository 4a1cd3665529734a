using Serverless.Core;

namespace Serverless.Storage;

/// <summary>
/// Opens the stores of one kind of address. Opening asks nothing of the network; wrong credentials show at the first call.
/// </summary>
public interface IBlobStoreProvider
{
    /// <summary>The scheme it serves: file, s3, az or gs.</summary>
    string Scheme { get; }

    /// <summary>Opens the store that holds a folder.</summary>
    /// <param name="folder">The folder; its key ends with a slash or is empty.</param>
    /// <returns>The place, or <see cref="StoreFailureReason.NotSupported"/> where the environment speaks against it.</returns>
    Result<BlobFolder, StoreFailure> Open(BlobAddress folder);
}

/// <summary>A folder in an opened store.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Store">The store.</param>
/// <param name="Prefix">What the folder's keys start with in that store; "" for all of it.</param>
public sealed record BlobFolder(BlobAddress Address, IBlobStore Store, string Prefix)
{
    /// <summary>The address of a key of the store.</summary>
    /// <param name="key">A key that starts with <see cref="Prefix"/>.</param>
    public BlobAddress AddressOf(string key) => Address.With(Address.Key + key[Prefix.Length..]);
}
