using Serverless.Core;

namespace Serverless.Storage.Files;

/// <summary>
/// A folder as a store. Files are written under a temporary name, synced and renamed; replacing and deleting take turns over all
/// processes. Links are not followed, not even one that is put in while a call runs: on Linux every folder on the way is opened in the one
/// before it, and what is opened is checked. The folder itself must exist: one that is missing may be a disk that is not mounted.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private readonly string _root;
    private readonly FilePaths _paths;
    private readonly FileWriter _writer;
    private readonly FileWalk _walk;
    private OpenWalk? _open;

    /// <summary>Opens a folder.</summary>
    /// <param name="root">The folder. It may itself be reached through links.</param>
    /// <param name="clock">Gives the times of writing.</param>
    public FileBlobStore(string root, TimeProvider clock)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _paths = new FilePaths(_root, FileNames.Current);
        _writer = new FileWriter(_root, _paths, clock);
        _walk = new FileWalk(_root, FileNames.Current);
    }

    /// <inheritdoc/>
    public async Task<Result<BlobProperties, StoreFailure>> FindAsync(string key, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(key, BlobSelection.All, cancellationToken);
        if (!read.TryGet(out var reading, out var failure))
            return failure;
        await using (reading)
            return reading.Properties;
    }

    /// <inheritdoc/>
    public Task<Result<BlobDownload, StoreFailure>> ReadAsync(string key, BlobSelection selection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(key, selection));
    }

    /// <inheritdoc/>
    public Task<Result<BlobPage, StoreFailure>> ListAsync(string prefix, string? cursor, int maxItems, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(
            Directory.Exists(_root) ? List(prefix, cursor, maxItems, cancellationToken) : StoreFailures.ContainerNotFound
        );
    }

    /// <inheritdoc/>
    public Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) => _writer.WriteAsync(key, content, condition, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreFailure?> DeleteAsync(string key, string? version, CancellationToken cancellationToken) =>
        _writer.DeleteAsync(key, version, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<PresignedUpload, StoreFailure>> PresignUploadAsync(
        string key,
        UploadTerms terms,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<Result<PresignedUpload, StoreFailure>>(
            new StoreFailure(StoreFailureReason.NotSupported, "A folder has no addresses to upload to; the host that serves it has.")
        );

    private Result<BlobDownload, StoreFailure> Read(string key, BlobSelection selection)
    {
        try
        {
            if (!_paths.Of(key).TryGet(out var path, out var failure))
                return failure;
            using var owner = path;
            if (!path.Open().TryGet(out var stream, out failure))
                return failure;
            var properties = FileProperties.Of(key, path, stream.SafeFileHandle);
            failure =
                _paths.FindLink(key) ?? (selection.Version is { } version && version != properties.Version ? StoreFailures.Changed : null);
            if (failure is null && StoreFailures.Bound(selection, properties.Length).TryGet(out var range, out failure))
            {
                stream.Position = range.Offset;
                return new BlobDownload(properties, stream, range.Length, ReadTimeout);
            }

            stream.Dispose();
            return failure;
        }
        catch (Exception error) when (FileErrors.Of(error) is { } failure)
        {
            return failure;
        }
    }

    private Result<BlobPage, StoreFailure> List(string prefix, string? cursor, int maxItems, CancellationToken cancellationToken)
    {
        // A walk that goes on where the last page stopped need not begin again; any other cursor begins a new one behind its key.
        var open = Interlocked.Exchange(ref _open, null);
        var isNext = open is not null && open.Prefix == prefix && open.Cursor == cursor;
        var unkeyed = isNext ? open!.Unkeyed : [];
        var rest = isNext ? open!.Rest : _walk.After(prefix, cursor, unkeyed).GetEnumerator();
        var items = new List<BlobProperties>();
        try
        {
            while (items.Count < maxItems && rest.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var file = new FileInfo(rest.Current.Path);
                if (file.Exists)
                    items.Add(FileProperties.Listed(rest.Current.Key, file)); // else deleted meanwhile
            }
        }
        catch (Exception error) when (FileErrors.Of(error) is { } failure)
        {
            return failure;
        }

        IReadOnlyList<string> unmappedNames = [.. unkeyed];
        unkeyed.Clear();
        if (items.Count < maxItems)
            return new BlobPage(items, null) { UnmappedNames = unmappedNames };
        _open = new OpenWalk(prefix, items[^1].Key, rest, unkeyed);
        return new BlobPage(items, items[^1].Key) { UnmappedNames = unmappedNames };
    }

    private sealed record OpenWalk(string Prefix, string Cursor, IEnumerator<(string Key, string Path)> Rest, List<string> Unkeyed);
}
