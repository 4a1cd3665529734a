using Serverless.Storage;

namespace Serverless.Results.Predictions;

/// <summary>
/// Copies what a machine keeps in folders of its own (prediction logs, statistics of traffic, reviews) to a store as soon as that can be
/// reached. Objects keep their names; one that is there already is left. All but reviews are removed here once they are there.
/// </summary>
/// <param name="from">Folders of this machine.</param>
/// <param name="to">The store.</param>
public sealed class LocalForwarder(IReadOnlyList<BlobFolder> from, BlobFolder to)
{
    private static readonly string[] Moved = ["predictions/", "traffic/"];

    private readonly HashSet<(string Key, string Version)> _done = [];

    /// <summary>Copies what is new.</summary>
    /// <param name="cancellationToken">Ends it; the next call goes on.</param>
    /// <returns>How many were copied, or why it stopped: the store is away, and what is not copied stays.</returns>
    public async Task<(int Copied, StoreFailure? Failure)> ForwardAsync(CancellationToken cancellationToken)
    {
        var copied = 0;
        foreach (var folder in from)
        {
            await foreach (var listed in folder.Store.PagesAsync(folder.Prefix, cancellationToken))
            {
                if (!listed.TryGet(out var page, out var failure))
                    return (copied, failure.Reason == StoreFailureReason.ContainerNotFound ? null : failure);
                foreach (var item in page.Items.Where(item => !_done.Contains((item.Key, item.Version))))
                {
                    if (await CopyAsync(folder, item, cancellationToken) is { } broken)
                        return (copied, broken);
                    copied++;
                }
            }
        }

        return (copied, null);
    }

    private async Task<StoreFailure?> CopyAsync(BlobFolder folder, BlobProperties item, CancellationToken cancellationToken)
    {
        var name = item.Key[folder.Prefix.Length..];
        var read = await folder.Store.ReadBytesAsync(item.Key, BlobSelection.All, cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
            return failure.Reason == StoreFailureReason.NotFound ? null : failure;
        var content = BlobContent.Of(blob.Bytes, blob.Properties.MediaType ?? "application/octet-stream");
        var written = await to.Store.WriteAsync(to.Prefix + name, content, WriteCondition.Absent, cancellationToken);
        if (written.Failure is { Reason: not StoreFailureReason.AlreadyExists } unwritten)
            return unwritten;
        if (Array.Exists(Moved, folder => name.StartsWith(folder, StringComparison.Ordinal)))
            return await folder.Store.DeleteAsync(item.Key, null, cancellationToken);
        _done.Add((item.Key, item.Version));
        return null;
    }
}
