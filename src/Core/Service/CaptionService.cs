using System.Text.Json;
using System.Threading.RateLimiting;
using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>The loaded pipeline behind the endpoints: loads once, says when it is ready, and lets no more work in than fits.</summary>
/// <param name="options">What it loads, and how much it does at a time.</param>
/// <param name="clock">Gives times and deadlines.</param>
/// <param name="ids">Names captions and failures.</param>
public sealed class CaptionService(CaptionServiceOptions options, TimeProvider clock, CaptionIds ids) : IDisposable
{
    private static readonly CaptionFailure Full = new(FailureReason.Busy, "Too many pictures are waiting; try again in a moment.");

    private readonly ConcurrencyLimiter _turns = new(
        new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Concurrency,
            QueueLimit = options.Queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    private readonly Lock _life = new();
    private bool _isDisposed;
    private Loaded? _loaded;
    private volatile bool _isReady;

    /// <summary>The models; null while loading.</summary>
    public LoadedModels? Models => _loaded?.Models;

    /// <summary>When the models were loaded; null while loading.</summary>
    public DateTimeOffset? LoadedSince => _loaded?.Since;

    /// <summary>Whether this process has made a real caption and still takes work.</summary>
    public bool IsReady => _isReady;

    /// <summary>Where the time of the start went; null before it is over.</summary>
    public StartTimes? StartTimes { get; private set; }

    /// <summary>How long a caller's text may be.</summary>
    public TextLimit TextLimit => options.TextLimit;

    /// <summary>Loads the models and makes a first caption.</summary>
    /// <exception cref="InvalidDataException">A model is missing or not what is expected.</exception>
    public void Start()
    {
        lock (_life)
        {
            if (!_isDisposed)
                LoadAndWarm();
        }
    }

    private void LoadAndWarm()
    {
        var start = clock.GetTimestamp();
        var decoder = options.StartDecoder();
        var natives = clock.GetTimestamp();
        var models = Load();
        var pipeline = new CaptionPipeline(decoder, models, clock, ids);
        var loaded = clock.GetTimestamp();
        _loaded = new Loaded(models, pipeline, clock.GetUtcNow());
        if (!pipeline.Describe(new CaptionRequest(WarmUpPicture.Png), CancellationToken.None).TryGet(out _, out var failure))
            throw new InvalidDataException($"The first caption failed: {failure.Detail}");
        StartTimes = new StartTimes(
            decoder.Name,
            clock.GetElapsedTime(start, natives).TotalMilliseconds,
            clock.GetElapsedTime(natives, loaded).TotalMilliseconds,
            clock.GetElapsedTime(loaded).TotalMilliseconds
        );
        _isReady = true;
        // The digest is computed after readiness, on a thread that no request waits for.
        new Thread(() => _ = models.Identity.Digest) { IsBackground = true, Name = "digest" }.Start();
    }

    /// <summary>A file that is read and is not what it should be says where it stands, at the least by its folder.</summary>
    private LoadedModels Load()
    {
        try
        {
            return LoadedModels.Load(options.Models, options.Runtime);
        }
        catch (Exception error)
            when (error is KeyNotFoundException or InvalidOperationException or JsonException or FormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"A model in {options.Models.Captioner} or beside it cannot be read: {StartError.Of(error)}",
                error
            );
        }
    }

    /// <summary>Takes no new work from now on; work in flight goes on.</summary>
    public void Drain() => _isReady = false;

    /// <summary>Runs work on the pipeline when its turn comes.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    /// <returns>
    /// The result, or <see cref="FailureReason.NotReady"/>, <see cref="FailureReason.Busy"/>
    /// or <see cref="FailureReason.DeadlineExceeded"/>.
    /// </returns>
    public async Task<Result<T, CaptionFailure>> RunAsync<T>(
        Func<CaptionPipeline, CancellationToken, Result<T, CaptionFailure>> work,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (!_isReady || _loaded is not { } loaded)
            return new CaptionFailure(FailureReason.NotReady, "The models are still being loaded, or the host is shutting down.");
        using var deadline = new CancellationTokenSource(options.Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var turn = await _turns.AcquireAsync(permitCount: 1, either.Token);
            return turn.IsAcquired ? await Task.Run(() => work(loaded.Pipeline, either.Token), either.Token) : Full;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new CaptionFailure(
                FailureReason.DeadlineExceeded,
                FormattableString.Invariant($"The picture was not described within {options.Deadline.TotalSeconds} seconds.")
            );
        }
    }

    /// <summary>Waits for a start that is under way: native code that is still loading would break the end of the process.</summary>
    public void Dispose()
    {
        lock (_life)
        {
            _isDisposed = true;
            _loaded?.Models.Dispose();
            _turns.Dispose();
        }
    }

    private sealed record Loaded(LoadedModels Models, CaptionPipeline Pipeline, DateTimeOffset Since);
}
