using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Archives.Runs;

/// <summary>
/// Undoes a run: removes its results, and returns pointers to the result of before, a person's first. Text that a person wrote since
/// stays. It can be repeated after an interruption.
/// </summary>
/// <param name="results">The pictures and their results.</param>
public sealed class RunUndo(ResultStore results)
{
    /// <summary>Results that were removed.</summary>
    public long Removed { get; private set; }

    /// <summary>Pictures that have their earlier text once more, or none.</summary>
    public long Returned { get; private set; }

    /// <summary>Results and pointers that cannot be read: each is left where it is.</summary>
    public List<string> Damaged { get; } = [];

    /// <summary>Undoes it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isDry">Whether to count only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoreFailure?> DoAsync(string run, bool isDry, CancellationToken cancellationToken)
    {
        if (!isDry && await Journal.DropAsync(results.Folder, cancellationToken) is { } kept)
            return kept;
        var last = "";
        await foreach (var listed in results.WalkAsync(cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            foreach (var (picture, key) in page.Items.Select(item => (Picture: results.PictureOf(item.Key), item.Key)))
            {
                if (picture is null || picture == last || key == results.NamesOf(picture).Latest)
                    continue; // results of one picture stand together, its pointer elsewhere
                last = picture;
                if (await PictureAsync(picture, run, isDry, cancellationToken) is { } unread)
                    return unread;
            }
        }

        return null;
    }

    private async Task<StoreFailure?> PictureAsync(string picture, string run, bool isDry, CancellationToken cancellationToken)
    {
        var names = results.NamesOf(picture);
        if (!(await results.KeysAsync(names, cancellationToken)).TryGet(out var keys, out var failure))
            return failure;
        var (mine, others) = (new List<string>(), new List<(string Key, ResultDocument Document)>());
        foreach (var key in keys.Where(key => key != names.Tombstone))
        {
            if (!(await results.ReadAsync(key, cancellationToken)).TryGet(out var document, out failure))
            {
                if (failure.Reason is not (StoreFailureReason.Collision or StoreFailureReason.NotFound))
                    return failure;
                if (failure.Reason == StoreFailureReason.Collision)
                    Damaged.Add($"{key}: {failure.Detail}");
                continue;
            }

            if (document.Run == run)
                mine.Add(key);
            else
                others.Add((key, document));
        }

        if (mine.Count == 0)
            return null;
        var latest = await results.LatestAsync(names, cancellationToken);
        if (latest.Failure is { Reason: not (StoreFailureReason.NotFound or StoreFailureReason.Collision) } unread)
            return unread;
        if (latest.Failure is { Reason: StoreFailureReason.Collision } damaged)
            Damaged.Add($"{names.Latest}: {damaged.Detail}");
        var pointer = latest.Value;
        var isMoved = pointer is not null && pointer.Latest.Run == run && !pointer.IsByPerson;
        var before = others
            .OrderByDescending(other => other.Document.Version == pointer?.Latest.Version)
            .ThenByDescending(other => other.Document.Generator == ResultDocument.Human)
            .ThenByDescending(other => other.Document.CreatedAt)
            .FirstOrDefault();
        if (isMoved)
            Returned++;
        Removed += mine.Count;
        if (isDry)
            return null;
        if (isMoved && await results.PointBackAsync(names, before.Key, before.Document, run, cancellationToken) is { } unmoved)
            return unmoved;
        foreach (var key in mine.Where(key => isMoved || key != pointer?.Result))
        {
            if (await results.DropAsync(key, cancellationToken) is { } kept)
                return kept;
        }

        return null;
    }
}
