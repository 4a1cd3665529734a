using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Storage.Files;

/// <summary>Writes and deletes the files of a store.</summary>
internal sealed class FileWriter(string root, FilePaths paths, TimeProvider clock)
{
    private const int BufferBytes = 80 << 10,
        MaxFolderAttempts = 5;

    /// <summary>Random ticks below this are added to the time, so that two writers never make the same version.</summary>
    private const int RandomTicks = 10_000;

    private readonly FolderLock _lock = new(root);

    public async Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        content.Validate();
        try
        {
            if (!Begin(key, condition).TryGet(out var pending, out var failure))
                return failure;
            using var path = pending.Path;
            try
            {
                return await WriteAsync(key, pending, content, condition, cancellationToken);
            }
            catch (Exception error) when (FileErrors.Of(error) is { } writeFailure && error is not EndOfStreamException)
            {
                return path.Obstacle ?? writeFailure;
            }
            finally
            {
                Discard(pending.Temporary);
            }
        }
        catch (EndOfStreamException)
        {
            return new StoreFailure(StoreFailureReason.Interrupted, "The content ended before its length.");
        }
        catch (Exception error) when (FileErrors.Of(error) is { } failure)
        {
            return failure;
        }
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        try
        {
            if (!paths.Of(key).TryGet(out var path, out var failure))
            {
                return failure.Reason != StoreFailureReason.NotFound ? failure
                    : version is null ? null
                    : StoreFailures.Changed;
            }

            using var held = path;
            using var fileLock = await _lock.TakeAsync(cancellationToken);
            if (path.Obstacle is { } obstacle && !ReferenceEquals(obstacle, FilePaths.NotAFile))
                return obstacle;
            var current = VersionOf(path);
            if (version is not null && version != current)
                return StoreFailures.Changed;
            if (current is null)
                return null;
            File.Delete(path.Path);
            File.Delete(path.Sibling(FileProperties.SidecarNameOf(path.Name, current)));
            Posix.FlushFolder(path.Folder);
            paths.RemoveEmptyFolders(key);
            return null;
        }
        catch (Exception error) when (FileErrors.Of(error) is { } failure)
        {
            return failure;
        }
    }

    private async Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        PendingWrite pending,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        var path = pending.Path;
        var properties = await FillAsync(key, pending, content, cancellationToken);
        var sidecar = FileProperties.WriteSidecar(key, path, properties.Version, content);
        var failure = condition.MustBeAbsent
            ? await CreateAsync(pending, cancellationToken)
            : await ReplaceAsync(pending, content, condition.Version, cancellationToken);
        if (failure is not null && sidecar is not null)
            File.Delete(sidecar);
        if (failure is not null)
            return failure;
        Posix.FlushFolder(path.Folder);
        return properties;
    }

    /// <summary>Opens a new temporary file; a concurrent delete may remove its folder after it is created.</summary>
    private Result<PendingWrite, StoreFailure> Begin(string key, WriteCondition condition)
    {
        for (var i = 1; ; i++)
        {
            if (!paths.Create(key).TryGet(out var path, out var failure))
            {
                if (failure.Reason == StoreFailureReason.NotFound && i < MaxFolderAttempts)
                    continue;
                return failure;
            }

            var isOpened = false;
            try
            {
                if (path.Obstacle is { } obstacle)
                    return obstacle;
                // spares the bytes; giving the name decides
                if (condition.MustBeAbsent && path.Kind == FileKind.Regular)
                    return StoreFailures.AlreadyExists;
                var temporary = path.Sibling($"{FileNames.ReservedPrefix}{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
                const FileShare Shared = FileShare.Read | FileShare.Delete;
                var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, Shared, 0, FileOptions.Asynchronous);
                isOpened = true;
                return new PendingWrite(path, temporary, file);
            }
            catch (Exception error) when (error is DirectoryNotFoundException or FileNotFoundException && i < MaxFolderAttempts)
            {
                // once more
            }
            finally
            {
                if (!isOpened)
                    path.Dispose();
            }
        }
    }

    /// <summary>Writes the bytes, synced.</summary>
    private async Task<BlobProperties> FillAsync(
        string key,
        PendingWrite pending,
        BlobContent content,
        CancellationToken cancellationToken
    )
    {
        await using var file = pending.File;
        await using (var source = content.Open())
        {
            var buffer = new byte[Math.Min(BufferBytes, Math.Max(1, content.Length))];
            for (var remaining = content.Length; remaining > 0; )
            {
                var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, remaining)), cancellationToken);
                if (count == 0)
                    throw new EndOfStreamException();
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                remaining -= count;
            }
        }

        var current = clock.GetUtcNow().UtcTicks;
        var uniqueTime = new DateTime(current - (current % RandomTicks) + RandomNumberGenerator.GetInt32(RandomTicks), DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file.SafeFileHandle, content.ModifiedAt?.UtcDateTime ?? uniqueTime);
        file.Flush(flushToDisk: true);
        return FileProperties.Of(key, pending.Path, file.SafeFileHandle) with
        {
            MediaType = content.MediaType,
            Metadata = content.Metadata,
        };
    }

    /// <summary>Exactly one of two writers wins: by a hard link where there are links, else by a lock.</summary>
    private async Task<StoreFailure?> CreateAsync(PendingWrite pending, CancellationToken cancellationToken)
    {
        var path = pending.Path;
        if (Posix.Link(pending.Temporary, path.Path) is { } isDone)
            return isDone ? null : StoreFailures.AlreadyExists;
        using var fileLock = await _lock.TakeAsync(cancellationToken);
        if (path.Kind != FileKind.Missing)
            return StoreFailures.AlreadyExists;
        File.Move(pending.Temporary, path.Path, overwrite: false);
        return null;
    }

    private async Task<StoreFailure?> ReplaceAsync(
        PendingWrite pending,
        BlobContent content,
        string? version,
        CancellationToken cancellationToken
    )
    {
        using var fileLock = await _lock.TakeAsync(cancellationToken);
        var path = pending.Path;
        if (path.Obstacle is { } obstacle)
            return obstacle;
        var current = VersionOf(path);
        if (version is not null && version != current)
            return StoreFailures.Changed;
        if (current is not null && content.PreservesFileAttributes && FileAttributeCopier.CountLinks(path.Path) is > 1 and var names)
        {
            return Refused(
                FormattableString.Invariant($"{names} names (hard links) share this file, and would no longer: it is left as it was.")
            );
        }

        // who could read the old one can read the new one
        var notCopied = current is null ? null : FileAttributeCopier.Copy(path.Path, pending.Temporary);
        if (notCopied is not null && content.PreservesFileAttributes)
            return Refused($"This process may not keep {notCopied}: the file is left as it was.");
        if (current is not null && OperatingSystem.IsWindows())
            File.Replace(pending.Temporary, path.Path, null, ignoreMetadataErrors: true);
        else
            File.Move(pending.Temporary, path.Path, overwrite: true);
        if (current is not null)
            File.Delete(path.Sibling(FileProperties.SidecarNameOf(path.Name, current)));
        return null;
    }

    private static StoreFailure Refused(string why) => new(StoreFailureReason.AccessDenied, why);

    private static string? VersionOf(FilePath path) =>
        path.Kind == FileKind.Regular && new FileInfo(path.Path) is { Exists: true } file
            ? FileProperties.VersionOf(file.LastWriteTimeUtc, file.Length)
            : null;

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, and the file with it.
        }
    }

    /// <summary>A file that is being written.</summary>
    /// <param name="Path">Where it will be.</param>
    /// <param name="Temporary">Where it is until then.</param>
    /// <param name="File">It, open.</param>
    private sealed record PendingWrite(FilePath Path, string Temporary, FileStream File);
}
