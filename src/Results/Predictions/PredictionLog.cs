using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Results.Documents;
using Serverless.Storage;

namespace Serverless.Results.Predictions;

/// <summary>
/// Logs every caption, or a share of the pictures, to a folder: <c>predictions/DAY/INSTANCE-NUMBER.jsonl</c>, each object written once.
/// What cannot be written is kept in memory for the next try; beyond <see cref="MaxLines"/> the oldest are dropped and counted. Safe for
/// use by several threads.
/// </summary>
/// <param name="options">Which captions, and what of them.</param>
/// <param name="clock">Gives the times.</param>
public sealed class PredictionLog(PredictionLogOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>Lines held at most until they are written.</summary>
    public const int MaxLines = 20_000;

    private const string Folder = "predictions/",
        DayFormat = "yyyy-MM-dd";

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Queue<string> _lines = new();
    private int _objects;
    private long _dropped;
    private string? _cleaned;

    /// <summary>Lines that were dropped, since nothing could be written for too long.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Lines that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _lines.Count;
        }
    }

    /// <summary>Takes a caption, where its picture is in the share.</summary>
    /// <param name="caption">The caption.</param>
    public void Add(Caption caption)
    {
        if (!PictureShare.IsIn(options.Share, Encoding.ASCII.GetBytes(caption.Image.Sha256)))
            return;
        var line = JsonSerializer.Serialize(LineOf(caption), PredictionJson.Writer.PredictionLine);
        if (options.Write is { } write)
        {
            write(line);
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count <= MaxLines)
                return;
            _lines.Dequeue();
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what waits, and removes days that are over their time.</summary>
    /// <param name="cancellationToken">Ends it; what was not written waits on.</param>
    /// <returns>Why it was not written.</returns>
    public async Task<StoreFailure?> FlushAsync(CancellationToken cancellationToken)
    {
        if (options.To is not { } folder)
            return null;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await WriteAsync(folder, cancellationToken) ?? await CleanAsync(folder, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<StoreFailure?> WriteAsync(BlobFolder folder, CancellationToken cancellationToken)
    {
        string[] lines;
        lock (_lock)
            lines = [.. _lines];
        if (lines.Length == 0)
            return null;
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
        var day = clock.GetUtcNow().UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);
        var name = FormattableString.Invariant($"{Folder}{day}/{options.Instance}-{++_objects:D6}.jsonl");
        var content = BlobContent.Of(bytes, "application/jsonl");
        var written = await folder.Store.WriteAsync(folder.Prefix + name, content, WriteCondition.Absent, cancellationToken);
        if (written.Failure is { } failure)
            return failure;
        lock (_lock)
        {
            for (var i = 0; i < lines.Length && _lines.Count > 0 && ReferenceEquals(_lines.Peek(), lines[i]); i++)
                _lines.Dequeue();
        }

        return null;
    }

    /// <summary>Once a day.</summary>
    private async Task<StoreFailure?> CleanAsync(BlobFolder folder, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var today = now.ToString(DayFormat, CultureInfo.InvariantCulture);
        if (options.Retention is not { } retention || _cleaned == today)
            return null;
        var first = (now - retention).ToString(DayFormat, CultureInfo.InvariantCulture);
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix + Folder, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            foreach (var key in page.Items.Select(item => item.Key).Where(key => IsBefore(key[folder.Prefix.Length..], first)))
            {
                if (await folder.Store.DeleteAsync(key, null, cancellationToken) is { Reason: not StoreFailureReason.NotFound } undeleted)
                    return undeleted;
            }
        }

        _cleaned = today;
        return null;
    }

    private static bool IsBefore(string name, string first)
    {
        var day = name[Folder.Length..].Split('/')[0];
        return DateOnly.TryParseExact(day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && string.CompareOrdinal(day, first) < 0;
    }

    private PredictionLine LineOf(Caption caption)
    {
        var document = DocumentWriter.Of(caption);
        return new PredictionLine
        {
            Id = caption.Id,
            At = caption.CreatedAt,
            Model = document.Model,
            Image = document.Image,
            Kind = document.Kind,
            Verdict = document.Verdict,
            CaptionFrom = document.CaptionFrom,
            Score = document.Quality?.Score,
            Reasons = document.Quality?.Reasons ?? [],
            Timings = document.Timings,
            AltText = options.HasText ? caption.AltText : null,
        };
    }
}
