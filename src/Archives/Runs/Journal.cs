using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Archives.Scanning;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Archives.Runs;

/// <summary>
/// Remembers which chunks of a listing are done, so that a resumed run skips them without inspecting each picture. It is only for
/// speed, and counts only where the listing shows a pointer next to every picture: deleting it, or results, loses nothing. Each worker
/// writes its own object. A chunk is known by the names and versions of its pictures, so one that changed is inspected again.
/// </summary>
public sealed class Journal
{
    private const string Folder = ".captions/journal/";

    /// <summary>Raised when what is noted becomes another: journals of before are then not believed.</summary>
    private const int Form = 2;

    private const int MaxBytes = 64 << 20,
        MaxNotes = 128;

    private readonly ConcurrentDictionary<string, JournalEntry> _known = new(StringComparer.Ordinal),
        _mine = new(StringComparer.Ordinal);
    private readonly BlobFolder _folder;
    private readonly string _key;
    private int _isChanged;

    private Journal(BlobFolder folder, string key) => (_folder, _key) = (folder, key);

    /// <summary>Opens what runs that did the same work left.</summary>
    /// <param name="folder">The folder of results.</param>
    /// <param name="model">The model.</param>
    /// <param name="plan">What is asked.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Result<Journal, StoreFailure>> OpenAsync(
        BlobFolder folder,
        ModelIdentity model,
        ArchivePlan plan,
        CancellationToken cancellationToken
    )
    {
        var work = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{Form}\n{model.Name}\n{model.Version}\n{plan.MinQuality}"))
        )[..16];
        var prefix = $"{folder.Prefix}{Folder}{work}/";
        var journal = new Journal(folder, $"{prefix}{plan.Run}-{plan.Shard.Label}.json");
        var found = new List<BlobProperties>();
        await foreach (var listed in folder.Store.PagesAsync(prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            found.AddRange(page.Items);
        }

        foreach (var item in found.OrderBy(item => item.ModifiedAt)) // what was noted last holds
        {
            // only for speed
            if (
                !(await folder.Store.ReadBytesAsync(item.Key, new BlobSelection(MaxBytes: MaxBytes), cancellationToken)).TryGet(
                    out var blob,
                    out _
                )
            )
            {
                continue;
            }

            foreach (var (checksum, entry) in Entries(blob.Bytes))
            {
                journal._known[checksum] = entry;
                if (item.Key == journal._key)
                    journal._mine[checksum] = entry;
            }
        }

        return journal;
    }

    /// <summary>Deletes every journal: what it says no longer holds.</summary>
    /// <param name="folder">The folder of results.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<StoreFailure?> DropAsync(BlobFolder folder, CancellationToken cancellationToken)
    {
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix + Folder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            foreach (var item in page.Items)
                if (await folder.Store.DeleteAsync(item.Key, null, cancellationToken) is { } kept)
                    return kept;
        }

        return null;
    }

    /// <summary>What is known of a chunk that is done.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <returns>Null where it is not done, or a picture of it has no pointer in the listing.</returns>
    public JournalEntry? Of(Chunk chunk) =>
        _known.TryGetValue(chunk.Checksum, out var entry) && chunk.Unpointed.All(entry.Others.Contains) ? entry : null;

    /// <summary>Notes a chunk.</summary>
    /// <param name="checksum">The chunk's checksum.</param>
    /// <param name="entry">What is known of it; with too much to say it is looked at again instead.</param>
    internal void Note(string checksum, JournalEntry entry)
    {
        if (entry.Failures.Count + entry.Others.Count > MaxNotes)
            return;
        _mine[checksum] = entry;
        Volatile.Write(ref _isChanged, 1);
    }

    /// <summary>Writes what was noted since the last time.</summary>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isChanged, 0) == 0)
            return;
        var checksums = _mine.Keys.Order(StringComparer.Ordinal).ToList();
        var noted = checksums
            .Select(checksum => (checksum, _mine[checksum]))
            .Where(pair => pair.Item2.Others.Count + pair.Item2.Failures.Count > 0)
            .ToDictionary(pair => pair.checksum, pair => pair.Item2);
        var content = BlobContent.Of(
            JsonSerializer.SerializeToUtf8Bytes(new JournalDocument(checksums) { Noted = noted }, JournalJson.Default.JournalDocument),
            "application/json"
        );
        // with the next one
        if ((await _folder.Store.WriteAsync(_key, content, WriteCondition.None, cancellationToken)).Failure is not null)
        {
            Volatile.Write(ref _isChanged, 1);
        }
    }

    private static IEnumerable<(string Checksum, JournalEntry Entry)> Entries(byte[] bytes)
    {
        try
        {
            if (JsonSerializer.Deserialize(bytes, JournalJson.Default.JournalDocument) is not { Done: { } checksums } document)
                return [];
            var known = checksums
                .Where(checksum => checksum is not null)
                .Select(checksum => (checksum, document.Noted?.GetValueOrDefault(checksum) ?? JournalEntry.Nothing));
            return known.Where(pair => pair.Item2.IsWhole);
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>The chunks that a worker found or made done.</summary>
/// <param name="Done">Their checksums.</param>
internal sealed record JournalDocument(IReadOnlyList<string> Done)
{
    /// <summary>Entries of some of them, by checksum.</summary>
    public IReadOnlyDictionary<string, JournalEntry>? Noted { get; init; }

    public int SchemaVersion { get; init; } = 1;
}

/// <summary>What is known of a chunk that is done.</summary>
/// <param name="Others">Names of files that are no pictures, so that none is probed once more.</param>
/// <param name="Failures">Pictures that failed, so that each run reports them and retries them when their grounds change.</param>
public sealed record JournalEntry(IReadOnlyList<string> Others, IReadOnlyList<StandingFailure> Failures)
{
    /// <summary>Nothing but pictures with results.</summary>
    public static JournalEntry Nothing { get; } = new([], []);

    /// <summary>Whether everything is there that readers rely on.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        Others is not null
        && Failures is not null
        && Failures.All(failure => failure is { Name: not null, Error: { Code: not null, Detail: not null } });
}

/// <summary>A picture that failed.</summary>
/// <param name="Name">Its name below the archive.</param>
/// <param name="Error">Why, and on what that rests.</param>
public sealed record StandingFailure(string Name, ResultError Error);

/// <summary>Generated reading and writing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JournalDocument))]
internal sealed partial class JournalJson : JsonSerializerContext;
