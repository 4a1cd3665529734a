using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Storage;

namespace Serverless.Archives.Runs;

/// <summary>
/// Remembers which chunks of a listing are wholly done, so that a resumed run passes over them without a look at each picture. Only for speed, and believed only where the listing shows a pointer beside every picture: whoever deletes it, or results, loses nothing, and each
/// worker writes an object of its own. Chunks are known by the names and versions of their pictures, so one that changed is looked at again.
/// </summary>
public sealed class Journal
{
    private const string Folder = ".captions/journal/";

    private const int MostBytes = 64 << 20;

    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal), _mine = new(StringComparer.Ordinal);
    private readonly BlobPlace _place;
    private readonly string _key;
    private int _flushed;

    private Journal(BlobPlace place, string key) => (_place, _key) = (place, key);

    /// <summary>Opens what runs that did the same work left.</summary>
    /// <param name="place">The folder of results.</param>
    /// <param name="model">The model.</param>
    /// <param name="plan">What is asked.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Result<Journal, StoreFailure>> OpenAsync(BlobPlace place, ModelIdentity model, ArchivePlan plan, CancellationToken cancellationToken)
    {
        var work = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Name}\n{model.Version}\n{plan.MinQuality}")))[..16];
        var folder = $"{place.Prefix}{Folder}{work}/";
        var journal = new Journal(place, $"{folder}{plan.Run}-{plan.Shard.Label}.json");
        await foreach (var listed in place.Store.PagesAsync(folder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure)) return failure;
            foreach (var item in page.Items)
            {
                if (!(await place.Store.ReadBytesAsync(item.Key, new BlobSelection(MostBytes: MostBytes), cancellationToken)).TryGet(out var blob, out _)) continue; // only for speed
                foreach (var mark in Marks(blob.Bytes))
                {
                    journal._known[mark] = 0;
                    if (item.Key == journal._key) journal._mine[mark] = 0;
                }
            }
        }

        journal._flushed = journal._mine.Count;
        return journal;
    }

    /// <summary>Deletes every journal: what it says no longer holds.</summary>
    /// <param name="place">The folder of results.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<StoreFailure?> DropAsync(BlobPlace place, CancellationToken cancellationToken)
    {
        await foreach (var listed in place.Store.PagesAsync(place.Prefix + Folder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure)) return failure;
            foreach (var item in page.Items) if (await place.Store.DeleteAsync(item.Key, null, cancellationToken) is { } kept) return kept;
        }

        return null;
    }

    /// <summary>Whether a chunk is done.</summary>
    /// <param name="mark">The chunk's mark.</param>
    public bool Knows(string mark) => _known.ContainsKey(mark);

    /// <summary>Notes a chunk.</summary>
    /// <param name="mark">The chunk's mark.</param>
    public void Note(string mark) => _mine[mark] = 0;

    /// <summary>Writes what was noted since the last time.</summary>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var marks = _mine.Keys.Order(StringComparer.Ordinal).ToList();
        if (marks.Count == _flushed) return;
        var content = BlobContent.Of(JsonSerializer.SerializeToUtf8Bytes(new JournalDocument(marks), JournalJson.Default.JournalDocument), "application/json");
        if ((await _place.Store.WriteAsync(_key, content, WriteCondition.None, cancellationToken)).Failure is null) _flushed = marks.Count; // else with the next one
    }

    private static IReadOnlyList<string> Marks(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, JournalJson.Default.JournalDocument)?.Done ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>The chunks that a worker found or made done.</summary>
/// <param name="Done">Their marks.</param>
internal sealed record JournalDocument(IReadOnlyList<string> Done)
{
    public int SchemaVersion { get; init; } = 1;
}

/// <summary>Generated reading and writing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JournalDocument))]
internal sealed partial class JournalJson : JsonSerializerContext;
