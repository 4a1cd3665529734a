using System.Text.Json;
using Serverless.Core;
using Serverless.Packages.Oci;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Packages.Registries;

/// <summary>The small documents of a registry in a store.</summary>
/// <param name="folder">Where it is.</param>
internal sealed class StoreDocuments(BlobFolder folder)
{
    private const string IndexName = "index.json";
    private const string LayoutName = "oci-layout";

    public async Task<Result<IndexRead, PackageFailure>> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var selection = new BlobSelection(MaxBytes: PackageLimits.MaxDocumentBytes);
        var read = await folder.Store.ReadBytesAsync(folder.Prefix + IndexName, selection, cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
        {
            return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound
                ? new IndexRead(OciIndex.Empty, null)
                : StoreFailureMeaning.Of(failure, IndexName);
        }

        try
        {
            return JsonSerializer.Deserialize(blob.Bytes, OciJson.Stored.OciIndex) is { SchemaVersion: 2, Manifests: not null } index
                ? new IndexRead(index, blob.Properties.Version)
                : PackageFailure.Refused("layout", "It is no index of schema version 2.", IndexName);
        }
        catch (JsonException error)
        {
            return PackageFailure.Refused("layout", "It cannot be read: " + error.Message.ReplaceLineEndings(" "), IndexName);
        }
    }

    /// <returns>Whether it was written; it was not where another writer was first.</returns>
    public async Task<Result<IndexWrite, PackageFailure>> ReplaceIndexAsync(
        OciIndex index,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var content = BlobContent.Of(JsonSerializer.SerializeToUtf8Bytes(index, OciJson.Stored.OciIndex), MediaTypes.Of(IndexName));
        var condition = version is null ? WriteCondition.Absent : WriteCondition.Unchanged(version);
        var written = await folder.Store.WriteAsync(folder.Prefix + IndexName, content, condition, cancellationToken);
        return written.Failure switch
        {
            null => new IndexWrite(true),
            { Reason: StoreFailureReason.AlreadyExists or StoreFailureReason.Changed } => new IndexWrite(false),
            { } failure => StoreFailureMeaning.Of(failure, IndexName),
        };
    }

    public Task<PackageFailure?> WriteLayoutAsync(CancellationToken cancellationToken) =>
        WriteAsync(
            LayoutName,
            JsonSerializer.SerializeToUtf8Bytes(new OciLayoutFile("1.0.0"), OciJson.Stored.OciLayoutFile),
            cancellationToken
        );

    /// <summary>One that never changes: it may be there already.</summary>
    public async Task<PackageFailure?> WriteAsync(string name, byte[] bytes, CancellationToken cancellationToken)
    {
        var content = BlobContent.Of(bytes, MediaTypes.Of(name));
        var written = await folder.Store.WriteAsync(folder.Prefix + name, content, WriteCondition.Absent, cancellationToken);
        return written.Failure is { Reason: not StoreFailureReason.AlreadyExists } failure ? StoreFailureMeaning.Of(failure, name) : null;
    }

    public async Task<Result<byte[], PackageFailure>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var selection = new BlobSelection(MaxBytes: PackageLimits.MaxDocumentBytes);
        var read = await folder.Store.ReadBytesAsync(folder.Prefix + name, selection, cancellationToken);
        return read.TryGet(out var blob, out var failure) ? blob.Bytes : StoreFailureMeaning.Of(failure, name);
    }
}

/// <summary>An index as it was read.</summary>
/// <param name="Index">The index.</param>
/// <param name="Version">The version of its object; null where there is none yet.</param>
internal sealed record IndexRead(OciIndex Index, string? Version);

/// <summary>What came of writing an index.</summary>
/// <param name="IsWritten">False where it had changed.</param>
internal sealed record IndexWrite(bool IsWritten);
