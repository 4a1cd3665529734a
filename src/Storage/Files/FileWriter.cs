using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Storage.Files;

/// <summary>Writes and deletes the files of a store.</summary>
internal sealed class FileWriter(string root, FilePaths places, TimeProvider clock)
{
    private const int BufferBytes = 80 << 10,
        FolderTries = 5;

    /// <summary>A writer's time gets a part of its own below this, so that two writers never make the same version.</summary>
    private const int TicksOfItsOwn = 10_000;

    private readonly FolderLock _lock = new(root);

    public async Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        content.Check();
        try
        {
            if (!Begin(key, condition).TryGet(out var begun, out var failure))
                return failure;
            using var place = begun.Place;
            try
            {
                return await WriteAsync(key, begun, content, condition, cancellationToken);
            }
            catch (Exception error) when (FileErrors.Of(error) is { } fault && error is not EndOfStreamException)
            {
                return place.Obstacle ?? fault;
            }
            finally
            {
                Discard(begun.Temporary);
            }
        }
        catch (EndOfStreamException)
        {
            return new StoreFailure(StoreFailureReason.Interrupted, "The content ended before its length.");
        }
        catch (Exception error) when (FileErrors.Of(error) is { } fault)
        {
            return fault;
        }
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        try
        {
            if (!places.Of(key).TryGet(out var place, out var failure))
            {
                return failure.Reason != StoreFailureReason.NotFound ? failure
                    : version is null ? null
                    : StoreFailures.Changed;
            }

            using var held = place;
            using var turn = await _lock.TakeAsync(cancellationToken);
            if (place.Obstacle is { } obstacle && !ReferenceEquals(obstacle, FilePaths.NotAFile))
                return obstacle;
            var now = VersionOf(place);
            if (version is not null && version != now)
                return StoreFailures.Changed;
            if (now is null)
                return null;
            File.Delete(place.Path);
            File.Delete(place.Beside(FileProperties.BesideOf(place.Name, now)));
            Posix.FlushFolder(place.Folder);
            places.Tidy(key);
            return null;
        }
        catch (Exception error) when (FileErrors.Of(error) is { } fault)
        {
            return fault;
        }
    }

    private async Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        Begun begun,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        var place = begun.Place;
        var facts = await FillAsync(key, begun, content, cancellationToken);
        var beside = FileProperties.Keep(key, place, facts.Version, content);
        var failure = condition.MustBeAbsent
            ? await CreateAsync(begun, cancellationToken)
            : await ReplaceAsync(begun, content, condition.Version, cancellationToken);
        if (failure is not null && beside is not null)
            File.Delete(beside);
        if (failure is not null)
            return failure;
        Posix.FlushFolder(place.Folder);
        return facts;
    }

    /// <summary>
    /// Opens a new file that no key names; its folder may be tidied away by a deleting neighbour between its making and this.
    /// </summary>
    private Result<Begun, StoreFailure> Begin(string key, WriteCondition condition)
    {
        for (var i = 1; ; i++)
        {
            if (!places.Make(key).TryGet(out var place, out var failure))
            {
                if (failure.Reason == StoreFailureReason.NotFound && i < FolderTries)
                    continue;
                return failure;
            }

            var isBegun = false;
            try
            {
                if (place.Obstacle is { } obstacle)
                    return obstacle;
                // spares the bytes; giving the name decides
                if (condition.MustBeAbsent && place.Kind == FileKind.Regular)
                    return StoreFailures.AlreadyExists;
                var temporary = place.Beside($"{FileNames.Own}{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
                const FileShare Shared = FileShare.Read | FileShare.Delete;
                var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, Shared, 0, FileOptions.Asynchronous);
                isBegun = true;
                return new Begun(place, temporary, file);
            }
            catch (Exception error) when (error is DirectoryNotFoundException or FileNotFoundException && i < FolderTries)
            {
                // once more
            }
            finally
            {
                if (!isBegun)
                    place.Dispose();
            }
        }
    }

    /// <summary>Writes the bytes, synced.</summary>
    private async Task<BlobProperties> FillAsync(string key, Begun begun, BlobContent content, CancellationToken cancellationToken)
    {
        await using var file = begun.File;
        await using (var source = content.Open())
        {
            var buffer = new byte[Math.Min(BufferBytes, Math.Max(1, content.Length))];
            for (var left = content.Length; left > 0; )
            {
                var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
                if (count == 0)
                    throw new EndOfStreamException();
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                left -= count;
            }
        }

        var now = clock.GetUtcNow().UtcTicks;
        var ofItsOwn = new DateTime(now - (now % TicksOfItsOwn) + RandomNumberGenerator.GetInt32(TicksOfItsOwn), DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file.SafeFileHandle, content.ModifiedAt?.UtcDateTime ?? ofItsOwn);
        file.Flush(flushToDisk: true);
        return FileProperties.Of(key, begun.Place, file.SafeFileHandle) with
        {
            MediaType = content.MediaType,
            Metadata = content.Metadata,
        };
    }

    /// <summary>Exactly one of two writers wins: by a link where there are links, else by taking turns.</summary>
    private async Task<StoreFailure?> CreateAsync(Begun begun, CancellationToken cancellationToken)
    {
        var place = begun.Place;
        if (Posix.Link(begun.Temporary, place.Path) is { } isDone)
            return isDone ? null : StoreFailures.AlreadyExists;
        using var turn = await _lock.TakeAsync(cancellationToken);
        if (place.Kind != FileKind.Missing)
            return StoreFailures.AlreadyExists;
        File.Move(begun.Temporary, place.Path, overwrite: false);
        return null;
    }

    private async Task<StoreFailure?> ReplaceAsync(Begun begun, BlobContent content, string? version, CancellationToken cancellationToken)
    {
        using var turn = await _lock.TakeAsync(cancellationToken);
        var place = begun.Place;
        if (place.Obstacle is { } obstacle)
            return obstacle;
        var now = VersionOf(place);
        if (version is not null && version != now)
            return StoreFailures.Changed;
        if (now is not null && content.KeepsBelongings && FileBelongings.Names(place.Path) is > 1 and var names)
        {
            return Refused(
                FormattableString.Invariant($"{names} names (hard links) share this file, and would no longer: it is left as it was.")
            );
        }

        var lost = now is null ? null : FileBelongings.Keep(place.Path, begun.Temporary); // who could read the old one can read the new one
        if (lost is not null && content.KeepsBelongings)
            return Refused($"This process may not keep {lost}: the file is left as it was.");
        if (now is not null && OperatingSystem.IsWindows())
            File.Replace(begun.Temporary, place.Path, null, ignoreMetadataErrors: true);
        else
            File.Move(begun.Temporary, place.Path, overwrite: true);
        if (now is not null)
            File.Delete(place.Beside(FileProperties.BesideOf(place.Name, now)));
        return null;
    }

    private static StoreFailure Refused(string why) => new(StoreFailureReason.AccessDenied, why);

    private static string? VersionOf(FilePath place) =>
        place.Kind == FileKind.Regular && new FileInfo(place.Path) is { Exists: true } file
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
    /// <param name="Place">Where it will be.</param>
    /// <param name="Temporary">Where it is until then.</param>
    /// <param name="File">It, open.</param>
    private sealed record Begun(FilePath Place, string Temporary, FileStream File);
}
