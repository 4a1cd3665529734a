using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Ledger;

/// <summary>
/// The append-only ledger of the delivery store: one object an entry, created only if absent, each with the digest of the one before. Read
/// whole and checked before anything is written; a chain that does not hold is refused by every verb.
/// </summary>
public sealed class DeliveryLedger
{
    private const int MaxConcurrentReads = 16,
        MaxTries = 100;

    private readonly DeliveryStore _store;
    private readonly LedgerAuthor _author;
    private readonly LedgerSeal _seal;
    private readonly List<LedgerEntry> _entries = [];
    private string _last = LedgerFile.NoPrevious;

    private DeliveryLedger(DeliveryStore store, DeliveryKeys keys, LedgerAuthor author) =>
        (_store, _author, _seal) = (store, author, new LedgerSeal(store, keys));

    /// <summary>What is known of it, from the first on.</summary>
    public IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>SHA-256 of the last entry; zeros where there is none.</summary>
    public string LastHash => _last;

    /// <summary>How far a signature covers it; null where none does.</summary>
    public LedgerHead? SignedHead { get; private set; }

    /// <summary>Reads and checks it.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="keys">What signs its head, and what signatures are held against.</param>
    /// <param name="author">Who will write.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The ledger, or a refusal that names the entry.</returns>
    public static async Task<Result<DeliveryLedger, DeliveryFailure>> OpenAsync(
        DeliveryStore store,
        DeliveryKeys keys,
        LedgerAuthor author,
        CancellationToken cancellationToken
    )
    {
        var ledger = new DeliveryLedger(store, keys, author);
        return await ledger.RefreshAsync(cancellationToken) is { } failure ? failure : ledger;
    }

    /// <summary>Reads what others wrote since.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Why the chain does not hold or cannot be read; null when it holds.</returns>
    public async Task<DeliveryFailure?> RefreshAsync(CancellationToken cancellationToken)
    {
        // the head first: entries written between the two reads are then more than it says, never fewer
        if (!(await _seal.ReadAsync(cancellationToken)).TryGet(out var signed, out var failure))
            return failure;
        if (!(await _store.NamesAsync(LedgerFile.Folder, cancellationToken)).TryGet(out var names, out var unlisted))
            return DeliveryFailure.Of(unlisted, "the ledger cannot be listed");
        var last = names.Select(LedgerFile.NumberOf).Max() ?? 0;
        if (last < _entries.Count)
            return Broken(FormattableString.Invariant($"entry {last + 1} is missing"));
        while (_entries.Count < last)
        {
            var numbers = Enumerable.Range(_entries.Count + 1, (int)Math.Min(MaxConcurrentReads, last - _entries.Count)).ToList();
            var reads = await Task.WhenAll(numbers.Select(number => _store.ReadAsync(LedgerFile.NameOf(number), cancellationToken)));
            foreach (var (number, read) in numbers.Zip(reads))
            {
                if (Take(number, read) is { } broken)
                    return broken;
            }
        }

        SignedHead = signed.Head;
        return _seal.Check(signed, HashOf, _entries.Count, LastKeyed()) is { } wrong ? Broken(wrong) : null;
    }

    /// <summary>
    /// Adds an entry: the number after the last one, created only if absent. Where another writer was first, reads on and tries again, so
    /// that no entry is lost.
    /// </summary>
    /// <param name="entry">What is to be said.</param>
    /// <param name="cancellationToken">Ends it; whether the entry was written is then not known.</param>
    /// <returns>Null when it is in the ledger.</returns>
    public async Task<DeliveryFailure?> AppendAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var written = entry with
        {
            At = _author.Clock.GetUtcNow().ToUniversalTime(),
            Id = _author.NewId(),
            Actor = _author.Actor,
            Key = _seal.KeyId,
        };
        for (var i = 0; i < MaxTries; i++)
        {
            written = written with { Number = _entries.Count + 1, Previous = _last };
            var bytes = LedgerFile.BytesOf(written);
            var result = await _store.WriteAsync(LedgerFile.NameOf(written.Number), bytes, WriteCondition.Absent, cancellationToken);
            if (result.Failure is { Reason: not StoreFailureReason.AlreadyExists } failure)
                return DeliveryFailure.Of(failure, FormattableString.Invariant($"entry {written.Number} cannot be written"));
            if (result.Failure is null)
            {
                Add(written, bytes);
                return await _seal.WriteAsync(new LedgerHead(written.Number, _last), cancellationToken);
            }

            var known = _entries.Count;
            if (await RefreshAsync(cancellationToken) is { } broken)
                return broken;
            if (_entries.Skip(known).Any(other => other.Id == written.Id)) // written before, and its answer was lost
                return await _seal.WriteAsync(new LedgerHead(_entries.Count, _last), cancellationToken);
        }

        return DeliveryFailure.TryAgain("Too many writers append to the ledger at once. Try again.");
    }

    private DeliveryFailure? Take(long number, Result<BlobBytes, StoreFailure> read)
    {
        if (!read.TryGet(out var blob, out var failure))
        {
            return failure.Reason switch
            {
                StoreFailureReason.NotFound => Broken(FormattableString.Invariant($"entry {number} is missing")),
                StoreFailureReason.TooLarge => Broken(FormattableString.Invariant($"entry {number} is larger than any entry")),
                _ => DeliveryFailure.Of(failure, FormattableString.Invariant($"entry {number} cannot be read")),
            };
        }

        if (!LedgerFile.Read(number, blob.Bytes, _last).TryGet(out var entry, out var wrong))
            return Broken(wrong);
        Add(entry, blob.Bytes);
        return null;
    }

    private void Add(LedgerEntry entry, byte[] bytes)
    {
        _entries.Add(entry);
        _last = LedgerFile.HashOf(bytes);
    }

    private long? LastKeyed() => _entries.SkipLast(1).LastOrDefault(entry => entry.Key is not null)?.Number;

    /// <summary>The digest of an entry: what the one after it holds.</summary>
    private string HashOf(long number) => number == _entries.Count ? _last : _entries[(int)number].Previous;

    private static DeliveryFailure Broken(string what) =>
        DeliveryFailure.Refused(
            $"The ledger does not hold: {what}. Nothing is changed until it is put back as it was, from the store's own versions."
        );
}
