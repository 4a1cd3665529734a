using System.Globalization;
using System.Runtime.CompilerServices;
using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Results.Reviews;

/// <summary>
/// Captions that people may decide on, those first whose decision is expected to help most. One listing of names tells all of it, a
/// request to the store for each thousand; the captions themselves are read a page at a time.
/// </summary>
/// <param name="reviews">The folder of reviews.</param>
#pragma warning disable CA1711 // a queue is what reviewers call it, whatever holds it
public sealed class ReviewQueue(ReviewStore reviews)
#pragma warning restore CA1711
{
    /// <summary>Most names that are listed; what lies behind them waits until others are gone.</summary>
    public const int MaxNames = 250_000;

    /// <summary>Most entries of a page.</summary>
    public const int MaxPage = 100;

    private const int MaxConcurrency = 8,
        MaxRounds = 5;

    /// <summary>Every entry that is open, has one decision, or is disputed, the most useful first.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task<Result<QueueListing, StoreFailure>> ListAsync(CancellationToken cancellationToken)
    {
        var (groups, pictures, names) = (
            new Dictionary<string, Group>(StringComparer.Ordinal),
            new Dictionary<string, int>(StringComparer.Ordinal),
            0
        );
        var folder = reviews.Folder;
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix + QueueNames.Folder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            foreach (var name in page.Items.Select(item => QueueNames.Read(item.Key[folder.Prefix.Length..])).OfType<QueueName>())
            {
                if (!groups.TryGetValue(name.Group, out var group))
                    groups[name.Group] = group = new Group();
                group.Add(name);
                var picture = name.Group[..QueueNames.PictureDigits];
                if (name is QueueName.View)
                    pictures[picture] = pictures.GetValueOrDefault(picture) + 1;
            }

            names += page.Items.Count;
            if (names >= MaxNames)
                break;
        }

        var entries = groups
            .Where(one => one.Value.First is not null)
            .Select(one => one.Value.ToEntry(pictures[one.Key[..QueueNames.PictureDigits]]))
            .Where(entry => entry.Agreement.State != AgreementState.Settled)
            .OrderByDescending(entry => entry.Thousandths)
            .ThenBy(entry => entry.Id, StringComparer.Ordinal);
        return new QueueListing([.. entries], names < MaxNames);
    }

    /// <summary>A page of what a reviewer has not decided yet.</summary>
    /// <param name="reviewer">Who asks; null for everything that is not settled.</param>
    /// <param name="after">The cursor of the page before; null for the first.</param>
    /// <param name="limit">Most entries, 1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<QueuePage, StoreFailure>> PageAsync(
        Reviewer? reviewer,
        QueueCursor? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (!(await ListAsync(cancellationToken)).TryGet(out var listing, out var failure))
            return failure;
        var open = listing.Entries.Where(entry => reviewer is null || !entry.DecidedBy.Contains(reviewer.Digest)).ToList();
        var waiting = new Queue<QueueEntry>(open.Where(entry => after?.IsBefore(entry) ?? true));
        var (items, damaged, last) = (new List<QueueItem>(), new List<string>(), (QueueEntry?)null);
        for (var round = 0; round < MaxRounds && items.Count < limit && waiting.Count > 0; round++)
        {
            var wanted = Enumerable.Range(0, Math.Min(limit - items.Count, waiting.Count)).Select(_ => waiting.Dequeue()).ToList();
            last = wanted[^1];
            foreach (var (entry, found) in await ReadAsync(wanted, cancellationToken))
            {
                if (found.TryGet(out var kept, out failure))
                    items.Add(new QueueItem(entry, kept));
                else if (failure.Reason == StoreFailureReason.Collision)
                    damaged.Add(entry.Id);
                else if (failure.Reason != StoreFailureReason.NotFound) // erased meanwhile
                    return failure;
            }
        }

        return new QueuePage(items, waiting.Count > 0 ? QueueCursor.Of(last!) : null, open.Count, listing.IsComplete, damaged);
    }

    /// <summary>The entries of a listing with their captions; what cannot be read is a failure, and the next one follows.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<Result<QueueItem, StoreFailure>> ItemsAsync(
        IEnumerable<QueueEntry> entries,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var wanted in entries.Chunk(MaxPage))
        {
            foreach (var (entry, found) in await ReadAsync(wanted, cancellationToken))
            {
                if (found.TryGet(out var kept, out var failure))
                    yield return new QueueItem(entry, kept);
                else
                    yield return failure;
            }
        }
    }

    private async Task<IEnumerable<(QueueEntry Entry, Result<ReviewableCaption, StoreFailure> Found)>> ReadAsync(
        IReadOnlyList<QueueEntry> wanted,
        CancellationToken cancellationToken
    )
    {
        var read = new Result<ReviewableCaption, StoreFailure>[wanted.Count];
        await Parallel.ForAsync(
            0,
            wanted.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (i, token) => read[i] = await reviews.FindAsync(wanted[i].Id, token)
        );
        return wanted.Zip(read);
    }

    private sealed class Group
    {
        private readonly List<ReviewDocument> _decisions = [];

        public QueueName.View? First { get; private set; }

        public void Add(QueueName name)
        {
            if (name is QueueName.Decided decided)
                _decisions.Add(decided.Review);
            else if (name is QueueName.View view && (First is null || string.CompareOrdinal(view.Id, First.Id) < 0))
                First = view;
        }

        public QueueEntry ToEntry(int views) =>
            new(First!.Id, (double)First.Doubt / QueueNames.MaxDoubt, views, Agreement.Of(_decisions), _decisions.Count)
            {
                DecidedBy = _decisions.Select(review => review.Reviewer).ToHashSet(StringComparer.Ordinal),
            };
    }
}

/// <summary>The queue.</summary>
/// <param name="Entries">The most useful first.</param>
/// <param name="IsComplete">False where there are more names than are listed.</param>
public sealed record QueueListing(IReadOnlyList<QueueEntry> Entries, bool IsComplete);

/// <summary>A page of the queue.</summary>
/// <param name="Items">The most useful first.</param>
/// <param name="Next">Where the next page starts; null after the last.</param>
/// <param name="Total">How many entries wait.</param>
/// <param name="IsComplete">As of the listing.</param>
/// <param name="Damaged">Ids of entries of this page that cannot be read.</param>
public sealed record QueuePage(
    IReadOnlyList<QueueItem> Items,
    QueueCursor? Next,
    int Total,
    bool IsComplete,
    IReadOnlyList<string> Damaged
);

/// <summary>An entry with what is kept of its caption.</summary>
/// <param name="Entry">Its place.</param>
/// <param name="Kept">The caption.</param>
public sealed record QueueItem(QueueEntry Entry, ReviewableCaption Kept);

/// <summary>Who decides.</summary>
/// <param name="Name">The authenticated identity.</param>
/// <param name="IsAnonymous">Whether nobody knows who it is: such a decision counts towards no agreement.</param>
public sealed record Reviewer(string Name, bool IsAnonymous)
{
    internal string Digest { get; } = QueueNames.ReviewerOf(Name, IsAnonymous);
}

/// <summary>
/// A place in the queue: what comes after it stays the same while others are added and taken away. An entry whose picture is asked for
/// meanwhile moves forward, and may be passed over until the queue is read from its start.
/// </summary>
/// <param name="Benefit">In thousandths.</param>
/// <param name="Id">The entry's id.</param>
public sealed record QueueCursor(long Benefit, string Id)
{
    /// <summary>The place of an entry.</summary>
    /// <param name="entry">The entry.</param>
    public static QueueCursor Of(QueueEntry entry) => new(entry.Thousandths, entry.Id);

    /// <summary>Reads one.</summary>
    /// <param name="text">As <see cref="ToString"/> writes it.</param>
    /// <returns>Null for a text that is none.</returns>
    public static QueueCursor? Parse(string text) =>
        text.Split('-') is [var benefit, { Length: 26 } id]
        && id.All(char.IsAsciiLetterOrDigit)
        && long.TryParse(benefit, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new QueueCursor(number, id)
            : null;

    /// <summary>Whether an entry comes after this place.</summary>
    /// <param name="entry">The entry.</param>
    public bool IsBefore(QueueEntry entry) =>
        entry.Thousandths == Benefit ? string.CompareOrdinal(entry.Id, Id) > 0 : entry.Thousandths < Benefit;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Benefit}-{Id}");
}
