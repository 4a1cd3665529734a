using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Core;
using Serverless.Ledger;
using Serverless.Signing;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Delivery.Releases;

/// <summary>Releases in the delivery store.</summary>
/// <param name="store">Where they are.</param>
internal sealed class ReleaseStore(DeliveryStore store)
{
    /// <summary>The name of the evidence that holds release.json to the ledger.</summary>
    public const string ReleaseFile = "release.json";

    private const string SignatureFile = "release.dsse.json";

    /// <summary>Where a release is.</summary>
    public static string FolderOf(string version) => $"releases/{version}/";

    /// <summary>Reads a release and holds it to the ledger.</summary>
    /// <param name="ledger">The ledger, which has the digest of what was published.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<Release, DeliveryFailure>> FindAsync(
        DeliveryLedger ledger,
        string version,
        CancellationToken cancellationToken
    )
    {
        if (SemanticVersion.Validate(version) is { } malformed)
            return malformed;
        var read = await ReadAsync(version, cancellationToken);
        if (read.Failure is { } failure)
            return failure;
        if (read.Value!.Bytes is not { } bytes || ledger.Entries.LastOrDefault(IsBuilt) is not { } built)
        {
            return DeliveryFailure.Refused(
                $"Version {version} was never built: there is no such release. Publish it (make publish), or name one of `make ledger`."
            );
        }

        var expected = built.Evidence?.FirstOrDefault(one => one.Name == ReleaseFile)?.Sha256;
        if (expected != LedgerFile.HashOf(bytes))
            return DeliveryFailure.Refused($"releases/{version}/release.json is not what was published: the ledger has another digest.");
        return DeliveryStore.Parse(bytes, DeliveryJson.Stored.Release).TryGet(out var release, out var damage)
            ? release
            : DeliveryFailure.Refused($"releases/{version}/release.json cannot be read: {damage}.");

        bool IsBuilt(LedgerEntry entry) => entry.Kind == EntryKind.Built && entry.Version == version;
    }

    /// <summary>The stored document, where there is one.</summary>
    public async Task<Result<StoredRelease, DeliveryFailure>> ReadAsync(string version, CancellationToken cancellationToken)
    {
        var read = await store.ReadAsync(FolderOf(version) + ReleaseFile, cancellationToken);
        if (read.TryGet(out var blob, out var failure))
            return new StoredRelease(blob.Bytes);
        return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound
            ? new StoredRelease(null)
            : DeliveryFailure.Of(failure, $"release {version} cannot be read");
    }

    /// <summary>Writes a file of a release, once. The same bytes again are fine.</summary>
    /// <param name="version">The version.</param>
    /// <param name="path">The file.</param>
    /// <param name="sha256">Its digest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DeliveryFailure?> KeepAsync(string version, string path, string sha256, CancellationToken cancellationToken)
    {
        var name = FolderOf(version) + Path.GetFileName(path);
        var content = new BlobContent(
            () => File.OpenRead(path),
            new FileInfo(path).Length,
            path.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/zip",
            BlobProperties.NoMetadata
        );
        var written = await store.Store.WriteAsync(store.Key(name), content, WriteCondition.Absent, cancellationToken);
        if (written.Failure is { Reason: not StoreFailureReason.AlreadyExists } failure)
            return DeliveryFailure.Of(failure, $"{name} cannot be written");
        if (written.Failure is null)
            return null;
        if (!(await HashAsync(name, cancellationToken)).TryGet(out var stored, out var unread))
            return unread;
        return stored == sha256
            ? null
            : DeliveryFailure.Refused($"{name} was published with other content. A version is written once: publish under a new one.");
    }

    /// <summary>Writes a small document of a release, once.</summary>
    public async Task<DeliveryFailure?> WriteAsync(string version, string file, byte[] bytes, CancellationToken cancellationToken)
    {
        var written = await store.WriteAsync(FolderOf(version) + file, bytes, WriteCondition.Absent, cancellationToken);
        return written.Failure switch
        {
            null => null,
            { Reason: StoreFailureReason.AlreadyExists } => DeliveryFailure.Refused(
                $"releases/{version}/{file} was written meanwhile. Run this again."
            ),
            var failure => DeliveryFailure.Of(failure, $"releases/{version}/{file} cannot be written"),
        };
    }

    /// <summary>Signs a release; what is signed already is signed anew.</summary>
    public async Task<DeliveryFailure?> SignAsync(Release release, SigningKey key, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(release.Version, cancellationToken)).TryGet(out var stored, out var unread))
            return unread;
        var statement = InTotoStatement.Of(release, LedgerFile.HashOf(stored.Bytes!));
        var payload = JsonSerializer.SerializeToUtf8Bytes(statement, DeliveryJson.Stored.InTotoStatement);
        var envelope = DsseEnvelope.Sign(InTotoStatement.PayloadType, payload, key);
        var written = await store.WriteAsync(
            FolderOf(release.Version) + SignatureFile,
            JsonSerializer.SerializeToUtf8Bytes(envelope, SigningJson.Stored.DsseEnvelope),
            WriteCondition.None,
            cancellationToken
        );
        return written.Failure is { } failure ? DeliveryFailure.Of(failure, "the signature cannot be written") : null;
    }

    /// <summary>Holds a release to its signature.</summary>
    /// <returns>Why it is refused; null when a trusted key signed exactly its packages.</returns>
    public async Task<DeliveryFailure?> VerifyAsync(Release release, TrustedKeys trusted, CancellationToken cancellationToken)
    {
        var read = await store.ReadAsync(FolderOf(release.Version) + SignatureFile, cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
        {
            return failure.Reason == StoreFailureReason.NotFound
                ? DeliveryFailure.Refused($"Release {release.Version} is not signed. Sign it: make sign VERSION={release.Version}.")
                : DeliveryFailure.Of(failure, "the signature cannot be read");
        }

        if (!(await ReadAsync(release.Version, cancellationToken)).TryGet(out var stored, out var unread))
            return unread;
        var envelope = DeliveryStore.Parse(blob.Bytes, SigningJson.Stored.DsseEnvelope).Value;
        if (envelope?.Open(InTotoStatement.PayloadType, trusted) is not { } opened)
            return DeliveryFailure.Refused($"Release {release.Version} is not signed by a trusted key.");
        var statement = DeliveryStore.Parse(opened.Payload, DeliveryJson.Stored.InTotoStatement).Value;
        return statement is not null && statement.IsAbout(InTotoStatement.Of(release, LedgerFile.HashOf(stored.Bytes!)))
            ? null
            : DeliveryFailure.Refused($"The signature of release {release.Version} is about other packages than it has.");
    }

    /// <summary>
    /// A package as a file that can be read: in the store itself where that is a folder, else a copy of its own. Its digest is checked.
    /// </summary>
    /// <param name="release">The release.</param>
    /// <param name="package">One of its packages.</param>
    /// <param name="cacheFolder">Where copies go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<string, DeliveryFailure>> OpenPackageAsync(
        Release release,
        ReleasePackage package,
        string cacheFolder,
        CancellationToken cancellationToken
    )
    {
        var name = FolderOf(release.Version) + package.File;
        if (!(await HashAsync(name, cancellationToken)).TryGet(out var hash, out var failure))
            return failure;
        if (hash != package.Sha256)
            return DeliveryFailure.Refused($"{name} is not what was published: its SHA-256 is {hash}, not {package.Sha256}.");
        if (store.Address.Scheme == "file")
            return FolderStores.PathOf(store.Address.With(store.Address.Key + name));
        var copy = Path.Combine(cacheFolder, release.Version, package.File);
        return await CopyAsync(name, copy, cancellationToken) is { } uncopied ? uncopied : copy;
    }

    private async Task<DeliveryFailure?> CopyAsync(string name, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var read = await store.Store.ReadAsync(store.Key(name), BlobSelection.All, cancellationToken);
        if (!read.TryGet(out var download, out var failure))
            return DeliveryFailure.Of(failure, $"{name} cannot be read");
        var part = $"{path}.{Environment.ProcessId}.part";
        await using (download)
        {
            await using var file = File.Create(part);
            if (await download.CopyToAsync(file, cancellationToken) is { } broken)
                return DeliveryFailure.Of(broken, $"{name} cannot be read");
        }

        File.Move(part, path, overwrite: true);
        return null;
    }

    private async Task<Result<string, DeliveryFailure>> HashAsync(string name, CancellationToken cancellationToken)
    {
        var read = await store.Store.ReadAsync(store.Key(name), BlobSelection.All, cancellationToken);
        if (!read.TryGet(out var download, out var failure))
        {
            return failure.Reason == StoreFailureReason.NotFound
                ? DeliveryFailure.Refused($"{name} is missing in the delivery store. Publish the version again.")
                : DeliveryFailure.Of(failure, $"{name} cannot be read");
        }

        await using (download)
        {
            using var hash = SHA256.Create();
            await using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            {
                if (await download.CopyToAsync(sink, cancellationToken) is { } broken)
                    return DeliveryFailure.Of(broken, $"{name} cannot be read");
            }

            return Convert.ToHexStringLower(hash.Hash!);
        }
    }
}

/// <summary>What stands for a release in the store.</summary>
/// <param name="Bytes">release.json; null where there is none.</param>
internal sealed record StoredRelease(byte[]? Bytes);
