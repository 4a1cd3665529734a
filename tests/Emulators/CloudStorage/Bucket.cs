namespace Serverless.CloudStorage;

/// <summary>An object as it stands; replaced as a whole.</summary>
internal sealed record StoredObject(
    string Name,
    byte[] Bytes,
    string ContentType,
    long Generation,
    long Metageneration,
    DateTimeOffset Updated,
    IReadOnlyDictionary<string, string> Metadata
)
{
    private string? _md5;
    private string? _crc32C;

    /// <summary>Digests of the bytes, made when they are asked for first.</summary>
    public string Md5 => _md5 ??= Digests.Md5(Bytes);

    public string Crc32C => _crc32C ??= Digests.Crc32C(Bytes);
}

/// <summary>A bucket without versioning: a generation that is no longer the live one is gone.</summary>
internal sealed class Bucket
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoredObject> _objects = new(new Utf8Order());
    private long _generation = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;

    public StoredObject? Find(string name)
    {
        lock (_lock)
            return _objects.GetValueOrDefault(name);
    }

    /// <summary>Decides and writes as one step.</summary>
    public (StoredObject? Written, Refusal? Refusal) Put(
        string name,
        byte[] bytes,
        string contentType,
        IReadOnlyDictionary<string, string> metadata,
        Preconditions conditions
    )
    {
        lock (_lock)
        {
            var now = _objects.GetValueOrDefault(name);
            if (conditions.Refuse(now, isRead: false) is { } refusal)
                return (null, refusal);
            return (_objects[name] = new StoredObject(name, bytes, contentType, ++_generation, 1, DateTimeOffset.UtcNow, metadata), null);
        }
    }

    public (StoredObject? Written, Refusal? Refusal) Patch(
        string name,
        IReadOnlyDictionary<string, string?> changes,
        Preconditions conditions
    )
    {
        lock (_lock)
        {
            if (!_objects.TryGetValue(name, out var now))
                return (null, Refusal.NotFound);
            if (conditions.Refuse(now, isRead: false) is { } refusal)
                return (null, refusal);
            var metadata = new SortedDictionary<string, string>(now.Metadata.ToDictionary(), StringComparer.Ordinal);
            foreach (var (key, value) in changes)
            {
                if (value is null)
                    metadata.Remove(key);
                else
                    metadata[key] = value;
            }

            return (
                _objects[name] = now with
                {
                    Metadata = metadata,
                    Metageneration = now.Metageneration + 1,
                    Updated = DateTimeOffset.UtcNow,
                },
                null
            );
        }
    }

    public Refusal? Delete(string name, Preconditions conditions)
    {
        lock (_lock)
        {
            if (!_objects.TryGetValue(name, out var now))
                return Refusal.NotFound;
            if (conditions.Refuse(now, isRead: false) is { } refusal)
                return refusal;
            _objects.Remove(name);
            return null;
        }
    }

    /// <summary>At most so many entries after a name; with a delimiter, prefixes count as entries.</summary>
    public (List<StoredObject> Items, List<string> Prefixes, string? Last) List(
        string prefix,
        string? delimiter,
        string? after,
        int maxItems
    )
    {
        var (items, prefixes, last, isFull) = (new List<StoredObject>(), new List<string>(), (string?)null, false);
        var order = new Utf8Order();
        lock (_lock)
        {
            foreach (var (name, stored) in _objects)
            {
                if (!name.StartsWith(prefix, StringComparison.Ordinal) || (after is not null && order.Compare(name, after) <= 0))
                    continue;
                var cut = delimiter is { Length: > 0 } ? name.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) : -1;
                var folder = cut < 0 ? null : name[..(cut + delimiter!.Length)];
                var isKnown = folder is not null && prefixes.Contains(folder);
                if (!isKnown && items.Count + prefixes.Count == maxItems)
                {
                    isFull = true;
                    break;
                }

                if (folder is null)
                    items.Add(stored);
                else if (!isKnown)
                    prefixes.Add(folder);
                last = name;
            }
        }

        return (items, prefixes, isFull ? last : null);
    }

    private sealed class Utf8Order : IComparer<string>
    {
        public int Compare(string? x, string? y) =>
            System.Text.Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(y!));
    }
}
