using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Archives.Sharding;
using Serverless.Archives.Work;
using Serverless.Storage;

namespace Serverless.Archives.Runs;

/// <summary>What a worker did, stored for the report over all workers; a retry adds to it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Shard">Label of its share.</param>
/// <param name="Model">Name and version.</param>
/// <param name="StartedAt">When it was started first.</param>
/// <param name="EndedAt">When it was last heard of.</param>
/// <param name="Seconds">Time it worked, over all its starts.</param>
/// <param name="Worked">Pictures it worked on.</param>
/// <param name="Minutes">Pictures in each minute (UTC, yyyy-MM-ddTHH:mm).</param>
public sealed record RunNote(
    string Run,
    string Shard,
    string Model,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    double Seconds,
    long Worked,
    IReadOnlyDictionary<string, long> Minutes
)
{
    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;
}

/// <summary>Stores the notes of a run's workers with the results.</summary>
/// <param name="folder">The folder of results.</param>
public sealed class RunNotes(BlobFolder folder)
{
    private const string Folder = ".captions/runs/",
        MinuteFormat = "yyyy-MM-ddTHH:mm";

    private const int MaxBytes = 16 << 20;

    /// <summary>Keeps a worker's note.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="model">Name and version.</param>
    /// <param name="meter">What it did.</param>
    /// <param name="clock">Gives the time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoreFailure?> KeepAsync(
        ArchivePlan plan,
        string model,
        RunMeter meter,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (meter.Worked == 0)
            return null; // nothing to tell
        var key = KeyOf(plan.Run, plan.Shard);
        var before = await ReadAsync(key, cancellationToken);
        var minutes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (minute, count) in before?.Minutes ?? new Dictionary<string, long>())
            minutes[minute] = count;
        foreach (var (minute, count) in meter.PerMinute)
        {
            var name = (meter.StartedAt + TimeSpan.FromMinutes(minute)).UtcDateTime.ToString(MinuteFormat, CultureInfo.InvariantCulture);
            minutes[name] = minutes.GetValueOrDefault(name) + count;
        }

        var note = new RunNote(
            plan.Run,
            plan.Shard.Label,
            model,
            before?.StartedAt ?? meter.StartedAt,
            clock.GetUtcNow(),
            (before?.Seconds ?? 0) + meter.Elapsed.TotalSeconds,
            (before?.Worked ?? 0) + meter.Worked,
            minutes
        );
        return (
            await folder.Store.WriteAsync(
                key,
                BlobContent.Of(JsonSerializer.SerializeToUtf8Bytes(note, RunJson.Default.RunNote), "application/json"),
                WriteCondition.None,
                cancellationToken
            )
        ).Failure;
    }

    /// <summary>The notes of a run's workers; of the last run that was started where none is named.</summary>
    /// <param name="run">The run; null for the last.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<RunNote>> ReadAllAsync(string? run, CancellationToken cancellationToken)
    {
        var notes = new List<RunNote>();
        await foreach (
            var listed in folder.Store.PagesAsync($"{folder.Prefix}{Folder}{(run is null ? "" : run + "/")}", cancellationToken)
        )
        {
            foreach (var item in listed.Value?.Items ?? [])
                if (await ReadAsync(item.Key, cancellationToken) is { } note)
                    notes.Add(note);
        }

        var last = run ?? notes.MaxBy(note => note.StartedAt)?.Run;
        return [.. notes.Where(note => note.Run == last)];
    }

    private static bool IsMinute(string text) =>
        DateTime.TryParseExact(text, MinuteFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private string KeyOf(string run, Shard shard) => $"{folder.Prefix}{Folder}{run}/{shard.Label}.json";

    private async Task<RunNote?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (
            !(await folder.Store.ReadBytesAsync(key, new BlobSelection(MaxBytes: MaxBytes), cancellationToken)).TryGet(out var blob, out _)
        )
            return null;
        try
        {
            return
                JsonSerializer.Deserialize(blob.Bytes, RunJson.Default.RunNote)
                    is { Run: not null, Shard: not null, Model: not null, Minutes: { } minutes } note
                && minutes.Keys.All(IsMinute)
                ? note
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Generated reading and writing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunNote))]
[JsonSerializable(typeof(ShardClaim))]
internal sealed partial class RunJson : JsonSerializerContext;
