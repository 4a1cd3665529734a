using System.Text.Json;
using Serverless.Core.Pipeline;
using Serverless.Monitoring.Counting;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Monitoring.Storing;

/// <summary>
/// Counts captions by window and model, and writes what it counted: a part at the end of each window, and in between when
/// <see cref="PartsOfAWindow"/> of the window has passed, since an instance may end unasked. What cannot be written is kept for the next
/// try; beyond <see cref="MaxParts"/> the oldest is dropped and counted. Safe for use by several threads.
/// </summary>
/// <param name="options">What and where.</param>
/// <param name="clock">Gives the times.</param>
/// <param name="warn">Takes what is wrong with a model's reference; must be quick.</param>
public sealed class TrafficRecorder(TrafficRecorderOptions options, TimeProvider clock, Action<string> warn) : IDisposable
{
    /// <summary>Parts held at most until they are written; some 10 kB each.</summary>
    public const int MaxParts = 100;

    /// <summary>Models of one window that are counted apart; more are passed over.</summary>
    public const int MaxModels = 8;

    /// <summary>A part is written after this share of a window.</summary>
    public const int PartsOfAWindow = 12;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<ModelIdentity, ModelTraffic> _models = [];
    private readonly Queue<WindowPart> _parts = new();
    private DateTimeOffset _window;
    private DateTimeOffset _begun;
    private int _objects;
    private long _dropped;
    private DateOnly? _cleaned;

    /// <summary>Parts that were dropped.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Counts a caption.</summary>
    /// <param name="caption">The caption.</param>
    public void Add(Caption caption)
    {
        lock (_lock)
        {
            if (Of(caption.Model) is { } traffic)
                traffic.Counter.Count(caption, traffic.Sketch);
        }
    }

    /// <summary>Counts a picture that got no caption, for the model that serves.</summary>
    /// <param name="failure">Why.</param>
    public void Add(CaptionFailure failure) => AddFailure(FailureTable.Of(failure.Reason).Code);

    /// <summary>Counts a picture that got no caption, for the model that serves.</summary>
    /// <param name="code">The stable code of why.</param>
    public void AddFailure(string code)
    {
        if (options.Serving() is not { } model)
            return;
        lock (_lock)
        {
            if (Of(model) is { } traffic)
                CaptionCounter.CountFailure(code, traffic.Sketch);
        }
    }

    /// <summary>Writes what is due, and removes windows that are over their time.</summary>
    /// <param name="isEnd">Whether what was counted of an open window is due too: the process ends.</param>
    /// <param name="cancellationToken">Ends it; what was not written waits on.</param>
    /// <returns>Why it was not written.</returns>
    public async Task<StoreFailure?> FlushAsync(bool isEnd, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            lock (_lock)
                Close(isEnd);
            return await WriteAsync(cancellationToken) ?? await CleanAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>What counts a model now; null where there are too many. Called with the lock.</summary>
    private ModelTraffic? Of(ModelIdentity model)
    {
        var start = TrafficKeys.StartOf(clock.GetUtcNow(), options.Seconds);
        if (start != _window)
            Close(isEnd: true);
        if (_models.Values.All(one => one.Sketch.IsEmpty))
            (_window, _begun) = (start, clock.GetUtcNow());
        if (_models.TryGetValue(model, out var traffic))
            return traffic;
        if (_models.Count >= MaxModels)
        {
            foreach (var idle in _models.Where(one => one.Value.Sketch.IsEmpty).Select(one => one.Key).ToList())
                _models.Remove(idle);
            if (_models.Count >= MaxModels)
                return null;
        }

        return _models[model] = ModelTraffic.Of(model, options.ReferenceOf, warn);
    }

    /// <summary>Puts what was counted aside to be written, where it is time. Called with the lock.</summary>
    private void Close(bool isEnd)
    {
        var counted = _models.Values.Where(one => !one.Sketch.IsEmpty).ToList();
        var now = clock.GetUtcNow();
        var isDue =
            isEnd
            || now - _begun >= TimeSpan.FromSeconds((double)options.Seconds / PartsOfAWindow)
            || TrafficKeys.StartOf(now, options.Seconds) != _window;
        if (counted.Count == 0 || !isDue)
            return;
        _parts.Enqueue(new WindowPart(_window, $"{options.Instance}-{++_objects:D6}", [.. counted.Select(one => one.Take())]));
        if (_parts.Count <= MaxParts)
            return;
        _parts.Dequeue();
        Interlocked.Increment(ref _dropped);
    }

    private async Task<StoreFailure?> WriteAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            WindowPart? part;
            lock (_lock)
                _parts.TryPeek(out part);
            if (part is null)
                return null;
            if (await WriteAsync(part, cancellationToken) is { } failure)
                return failure;
            lock (_lock)
            {
                if (_parts.TryPeek(out var first) && first == part) // it may have been dropped meanwhile
                    _parts.Dequeue();
            }
        }
    }

    private async Task<StoreFailure?> WriteAsync(WindowPart part, CancellationToken cancellationToken)
    {
        List<ModelTrafficDocument> models;
        try
        {
            models = [.. part.Models.Select(one => one.ToDocument())];
        }
        catch (IOException error)
        {
            warn($"The digest of a model cannot be worked out: {error.Message}");
            return null; // its files are gone: nobody could say whose traffic this was
        }

        var document = new TrafficDocument(TrafficDocument.CurrentSchema, part.Start, options.Seconds, options.Instance, Dropped, models);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, MonitoringJson.Default.TrafficDocument);
        var key = $"{options.To.Prefix}{TrafficKeys.FolderOf(part.Start)}{part.Name}.json";
        var content = BlobContent.Of(bytes, "application/json");
        var written = await options.To.Store.WriteAsync(key, content, WriteCondition.Absent, cancellationToken);
        return written.Failure is { Reason: not StoreFailureReason.AlreadyExists } failure ? failure : null;
    }

    /// <summary>Once a day.</summary>
    private async Task<StoreFailure?> CleanAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (options.Retention is not { } retention || _cleaned == today)
            return null;
        await foreach (var listed in options.To.Store.PagesAsync(options.To.Prefix + TrafficKeys.Folder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            foreach (var key in page.Items.Select(item => item.Key))
            {
                if (TrafficKeys.StartIn(key[options.To.Prefix.Length..]) is not { } start || start >= now - retention)
                    continue;
                if (await options.To.Store.DeleteAsync(key, null, cancellationToken) is { Reason: not StoreFailureReason.NotFound } kept)
                    return kept;
            }
        }

        _cleaned = today;
        return null;
    }

    private sealed record WindowPart(DateTimeOffset Start, string Name, IReadOnlyList<CountedTraffic> Models);
}
