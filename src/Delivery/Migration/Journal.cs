using System.Collections.Concurrent;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>What is done so far, by destination; what is new goes to the delivery store piece by piece.</summary>
/// <param name="records">The delivery store.</param>
/// <param name="id">The migration's id.</param>
/// <param name="state">What was read of it.</param>
internal sealed class Journal(MigrationRecords records, string id, JournalState state)
{
    private readonly ConcurrentDictionary<(int Part, string Key), JournalEntry> _entries = Index(state.Entries);
    private readonly ConcurrentQueue<JournalEntry> _waiting = new();

    private int _segments = state.Heads.Count;
    private string _head = state.Heads.LastOrDefault("");

    /// <summary>The latest entry about each object, those that were removed among them.</summary>
    public IEnumerable<JournalEntry> Entries => _entries.Values;

    /// <summary>The entry about an object of the destination.</summary>
    /// <param name="part">The part.</param>
    /// <param name="key">Its key there.</param>
    /// <returns>Null where there is none.</returns>
    public JournalEntry? Find(int part, string key) => _entries.GetValueOrDefault((part, key));

    /// <summary>Notes what became of an object.</summary>
    /// <param name="entry">The entry.</param>
    public void Add(JournalEntry entry)
    {
        _entries[(entry.Part, entry.Key)] = entry;
        _waiting.Enqueue(entry);
    }

    /// <summary>Writes what waits.</summary>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task<StoreFailure?> FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting.IsEmpty)
            return null;
        var segment = new JournalSegment(id, _segments + 1, _head, [.. _waiting]);
        if (!(await records.KeepAsync(segment, cancellationToken)).TryGet(out var digest, out var failure))
        {
            return failure.Reason == StoreFailureReason.AlreadyExists
                ? failure with
                {
                    Detail = "Another run of this migration is at work. Let it end, or stop it, and run this again.",
                }
                : failure;
        }

        (_segments, _head) = (segment.Number, digest);
        _waiting.Clear();
        return null;
    }

    /// <summary>All there is at the destination by this migration, in order.</summary>
    public Manifest Sum() =>
        new(
            id,
            _segments,
            _head,
            [
                .. _entries
                    .Values.Where(entry => !entry.IsRemoved)
                    .OrderBy(entry => entry.Part)
                    .ThenBy(entry => entry.Key, StringComparer.Ordinal),
            ]
        );

    private static ConcurrentDictionary<(int, string), JournalEntry> Index(IReadOnlyList<JournalEntry> entries)
    {
        var index = new ConcurrentDictionary<(int, string), JournalEntry>();
        foreach (var entry in entries)
            index[(entry.Part, entry.Key)] = entry;
        return index;
    }
}
