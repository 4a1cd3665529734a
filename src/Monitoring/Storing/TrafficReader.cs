using System.Text.Json;
using Serverless.Core;
using Serverless.Monitoring.Counting;
using Serverless.Storage;

namespace Serverless.Monitoring.Storing;

/// <summary>Reads what was counted, and merges what belongs together.</summary>
/// <param name="folder">The folder of traffic.</param>
public sealed class TrafficReader(BlobFolder folder)
{
    private const int MaxBytes = 4 << 20,
        Concurrency = 8;

    /// <summary>Reads windows.</summary>
    /// <param name="since">The first start that is read.</param>
    /// <param name="until">Windows that begin at this time or later are not read.</param>
    /// <param name="seconds">Windows are put together to this length where it is a multiple of theirs; null for their own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The windows of each model, in order of their starts, and what is damaged or gone; or why nothing can be read.</returns>
    public async Task<Result<TrafficRead, StoreFailure>> ReadAsync(
        DateTimeOffset since,
        DateTimeOffset until,
        int? seconds,
        CancellationToken cancellationToken
    )
    {
        var keys = new List<string>();
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix + TrafficKeys.Folder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            keys.AddRange(page.Items.Select(item => item.Key).Where(key => IsIn(key, since, until)));
        }

        var found = new Result<TrafficDocument, string>[keys.Count];
        StoreFailure? broken = null;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(
            0,
            keys.Count,
            parallel,
            async (i, token) =>
            {
                var read = await folder.Store.ReadBytesAsync(keys[i], new BlobSelection(MaxBytes: MaxBytes), token);
                if (read.TryGet(out var blob, out var failure))
                    found[i] = Parse(keys[i], blob.Bytes);
                else if (failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.TooLarge)
                    found[i] = $"{keys[i]} is left out: {failure.Detail}";
                else
                    broken = failure;
            }
        );
        return broken is { } away ? away : Merge(found, seconds);
    }

    private static TrafficRead Merge(IReadOnlyList<Result<TrafficDocument, string>> found, int? seconds)
    {
        var problems = found.Select(one => one.Failure).OfType<string>().ToList();
        var windows = new SortedDictionary<(DateTimeOffset Start, string Digest, string Measure), TrafficWindow>();
        foreach (var document in found.Select(one => one.Value).OfType<TrafficDocument>())
        {
            var length = seconds is { } wanted && wanted % document.Seconds == 0 ? wanted : document.Seconds;
            var start = TrafficKeys.StartOf(document.Start, length);
            if (document.Dropped > 0)
                problems.Add($"{document.Instance} lost {document.Dropped} parts of windows that it could not write.");
            foreach (var model in document.Models)
            {
                var key = (start, model.Digest, model.Measure ?? "");
                var sketch = TrafficSketch.Of(model.Sketch)!; // it was checked when it was read
                if (windows.TryGetValue(key, out var window))
                    window.Sketch.Merge(sketch);
                else
                    windows[key] = new(start, TimeSpan.FromSeconds(length), Of(model), model.Measure, sketch);
            }
        }

        return new TrafficRead([.. windows.Values], [.. problems.Distinct().Order(StringComparer.Ordinal)]);
    }

    private static TrafficModel Of(ModelTrafficDocument model) => new(model.Name, model.Version, model.Digest);

    private bool IsIn(string key, DateTimeOffset since, DateTimeOffset until) =>
        TrafficKeys.StartIn(key[folder.Prefix.Length..]) is { } start && start >= since && start < until;

    private static Result<TrafficDocument, string> Parse(string key, byte[] bytes)
    {
        try
        {
            var document = JsonSerializer.Deserialize(bytes, MonitoringJson.Default.TrafficDocument);
            if (document is not { SchemaVersion: TrafficDocument.CurrentSchema, Seconds: > 0 })
                return $"{key} is left out: it is of another version.";
            return document.Models.Any(model => TrafficSketch.Of(model.Sketch) is null)
                ? $"{key} is left out: what was counted is damaged, or of another version."
                : document;
        }
        catch (JsonException)
        {
            return $"{key} is left out: it is damaged.";
        }
    }
}

/// <summary>What was read.</summary>
/// <param name="Windows">In order of their starts, those of two models apart.</param>
/// <param name="Problems">What was left out, and why, a sentence each.</param>
public sealed record TrafficRead(IReadOnlyList<TrafficWindow> Windows, IReadOnlyList<string> Problems);
