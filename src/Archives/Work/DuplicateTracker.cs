namespace Serverless.Archives.Work;

/// <summary>
/// Knows this run's pictures by their content, so that each is described once. It remembers the last 65,536 contents, so memory stays
/// level in an archive of any size; a later copy is described once more. Safe for use by several threads.
/// </summary>
/// <param name="capacity">How many contents, and how many hashes, are remembered.</param>
internal sealed class DuplicateTracker(int capacity = 1 << 16)
{
    /// <summary>Bits of 128 in which hashes of nearly equal pictures may differ.</summary>
    private const int NearBits = 6;

    /// <summary>A hash with fewer bits than this is of a plain picture, and says nothing.</summary>
    private const int MinBits = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private readonly Queue<UInt128> _order = new();
    private readonly Queue<(UInt128 Hash, Entry Entry)> _hashes = new();

    /// <summary>Claims a content for a picture, or lets the picture wait for, or have, what the first one got.</summary>
    /// <param name="content">Digest of the content.</param>
    /// <param name="task">The picture.</param>
    /// <returns>Claimed: describe it. Waiting: it is given back by <see cref="Finish"/>. Else the key of the result to take.</returns>
    public (bool IsClaimed, string? ResultKey) TryClaim(UInt128 content, PictureTask task)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(content, out var entry))
            {
                if (entry.ResultKey is null)
                    entry.Waiting.Add(task);
                return (false, entry.ResultKey);
            }

            _entries[content] = new Entry();
            _order.Enqueue(content);
            while (_order.Count > capacity && !(_entries.TryGetValue(_order.Peek(), out var oldest) && oldest.ResultKey is null))
            {
                _entries.Remove(_order.Dequeue());
            }

            return (true, null);
        }
    }

    /// <summary>Lets a picture wait for, or share, the result of one that looks nearly the same; else others may share its own.</summary>
    /// <param name="content">Digest of its content, which it has claimed.</param>
    /// <param name="hash">Its perceptual hash.</param>
    /// <param name="task">The picture.</param>
    /// <returns>As <see cref="TryClaim"/>.</returns>
    public (bool IsClaimed, string? ResultKey) TryClaimNear(UInt128 content, UInt128 hash, PictureTask task)
    {
        if (UInt128.PopCount(hash) < MinBits)
            return (true, null);
        lock (_lock)
        {
            foreach (var (known, entry) in _hashes)
            {
                if (UInt128.PopCount(known ^ hash) > NearBits || (entry.IsOver && entry.ResultKey is null))
                    continue;
                if (entry.ResultKey is null)
                    entry.Waiting.Add(task);
                return (false, entry.ResultKey);
            }

            if (_hashes.Count == capacity)
                _hashes.Dequeue(); // the newest are remembered
            if (_entries.TryGetValue(content, out var mine))
                _hashes.Enqueue((hash, mine));
            return (true, null);
        }
    }

    /// <summary>The first picture of a content has its result, or failed to get one.</summary>
    /// <param name="content">Digest of the content.</param>
    /// <param name="resultKey">Key of its result; null where it got none: those that waited must be worked on.</param>
    /// <returns>The pictures that waited.</returns>
    public IReadOnlyList<PictureTask> Finish(UInt128 content, string? resultKey)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(content, out var entry))
                return [];
            var waiting = entry.Waiting.ToList();
            entry.Waiting.Clear();
            (entry.ResultKey, entry.IsOver) = (resultKey, true);
            if (resultKey is null)
                _entries.Remove(content);
            return waiting;
        }
    }

    /// <summary>A digest's first half: enough to tell contents apart.</summary>
    /// <param name="identity">At least 32 hexadecimal digits.</param>
    public static UInt128 Content(string identity) =>
        UInt128.Parse(
            identity.AsSpan(0, 32),
            System.Globalization.NumberStyles.HexNumber,
            System.Globalization.CultureInfo.InvariantCulture
        );

    private sealed class Entry
    {
        public List<PictureTask> Waiting { get; } = [];

        public string? ResultKey { get; set; }

        public bool IsOver { get; set; }
    }
}
