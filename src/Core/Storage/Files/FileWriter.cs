using System.Security.Cryptography;

namespace Serverless.Core.Storage.Files;

/// <summary>Writes and deletes the files of a store.</summary>
internal sealed class FileWriter(string root, FilePlaces places, TimeProvider clock)
{
    private const int BufferBytes = 80 << 10, FolderTries = 5;

    /// <summary>A writer's time gets a part of its own below this, so that two writers never make the same version.</summary>
    private const int TicksOfItsOwn = 10_000;

    private readonly FolderLock _lock = new(root);

    public async Task<Result<BlobFacts, StoreFailure>> WriteAsync(string key, BlobContent content, WriteCondition condition, CancellationToken cancellationToken)
    {
        content.Check();
        if (!places.Of(key).TryGet(out var path, out var failure)) return failure;
        if (places.Taken(path) is { } taken) return taken;
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $"{FileNames.Own}{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        try
        {
            if (condition.MustBeAbsent && File.Exists(path)) return StoreFailures.AlreadyExists; // spares the bytes; the move below decides
            var facts = await FillAsync(key, path, temporary, content, cancellationToken);
            var beside = FileFacts.Keep(key, path, facts.Version, content);
            failure = condition.MustBeAbsent ? await CreateAsync(temporary, path, cancellationToken) : await ReplaceAsync(temporary, path, condition.Version, cancellationToken);
            if (failure is not null && beside is not null) File.Delete(beside);
            if (failure is not null) return failure;
            Posix.FlushFolder(folder);
            return facts;
        }
        catch (EndOfStreamException)
        {
            return new StoreFailure(StoreFailureReason.Interrupted, "The content ended before its length.");
        }
        catch (Exception error) when (FileFaults.Of(error) is { } fault)
        {
            return places.Taken(path) ?? fault;
        }
        finally
        {
            Discard(temporary);
        }
    }

    public async Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken)
    {
        if (!places.Of(key).TryGet(out var path, out var failure)) return failure;
        try
        {
            using var turn = await _lock.TakeAsync(cancellationToken);
            var now = VersionOf(path);
            if (version is not null && version != now) return StoreFailures.Changed;
            if (now is null) return null;
            File.Delete(path);
            File.Delete(FileFacts.BesideOf(path, now));
            Posix.FlushFolder(Path.GetDirectoryName(path)!);
            places.Tidy(path);
            return null;
        }
        catch (Exception error) when (FileFaults.Of(error) is { } fault)
        {
            return fault;
        }
    }

    /// <summary>Writes the bytes, synced, to a file that no key names.</summary>
    private async Task<BlobFacts> FillAsync(string key, string path, string temporary, BlobContent content, CancellationToken cancellationToken)
    {
        await using var file = Begin(temporary);
        await using (var source = content.Open())
        {
            var buffer = new byte[Math.Min(BufferBytes, Math.Max(1, content.Length))];
            for (var left = content.Length; left > 0;)
            {
                var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
                if (count == 0) throw new EndOfStreamException();
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                left -= count;
            }
        }

        var now = clock.GetUtcNow().UtcTicks;
        File.SetLastWriteTimeUtc(file.SafeFileHandle, new DateTime(now - (now % TicksOfItsOwn) + RandomNumberGenerator.GetInt32(TicksOfItsOwn), DateTimeKind.Utc));
        file.Flush(flushToDisk: true);
        return FileFacts.Of(key, path, file.SafeFileHandle) with { MediaType = content.MediaType, Metadata = content.Metadata };
    }

    /// <summary>Opens a new file; its folder may be tidied away by a deleting neighbour between its making and this.</summary>
    private static FileStream Begin(string temporary)
    {
        for (var i = 1; ; i++)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
            try
            {
                return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            }
            catch (DirectoryNotFoundException) when (i < FolderTries)
            {
                // once more
            }
        }
    }

    /// <summary>Exactly one of two writers wins: by a link where there are links, else by taking turns.</summary>
    private async Task<StoreFailure?> CreateAsync(string temporary, string path, CancellationToken cancellationToken)
    {
        if (Posix.Link(temporary, path) is { } isDone) return isDone ? null : StoreFailures.AlreadyExists;
        using var turn = await _lock.TakeAsync(cancellationToken);
        if (File.Exists(path)) return StoreFailures.AlreadyExists;
        File.Move(temporary, path, overwrite: false);
        return null;
    }

    private async Task<StoreFailure?> ReplaceAsync(string temporary, string path, string? version, CancellationToken cancellationToken)
    {
        using var turn = await _lock.TakeAsync(cancellationToken);
        var now = VersionOf(path);
        if (version is not null && version != now) return StoreFailures.Changed;
        if (now is not null && !OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, File.GetUnixFileMode(path)); // who could read the old one can read the new one
        File.Move(temporary, path, overwrite: true);
        if (now is not null) File.Delete(FileFacts.BesideOf(path, now));
        return null;
    }

    private static string? VersionOf(string path) => new FileInfo(path) is { Exists: true } file ? FileFacts.VersionOf(file.LastWriteTimeUtc, file.Length) : null;

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
}
