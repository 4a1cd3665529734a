using System.Text.Json;
using System.Threading.RateLimiting;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
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
    private readonly ModelSlots _slots = new();
    private IImageDecoder? _decoder;
    private bool _isDisposed;
    private volatile bool _isReady;
    private int _shadows;

    /// <summary>The models that serve; null while loading.</summary>
    public LoadedModels? Models => _slots.Champion?.Models;

    /// <summary>What serves; null while loading.</summary>
    public ServedModel? Champion => _slots.Champion;

    /// <summary>What is tried beside it; null for nothing.</summary>
    public ModelChallenge? Challenge => _slots.Challenge;

    /// <summary>When the models were loaded; null while loading.</summary>
    public DateTimeOffset? LoadedSince => _slots.Champion?.Since;

    /// <summary>Whether this process has made a real caption and still takes work.</summary>
    public bool IsReady => _isReady;

    /// <summary>Is told how requests ended, on their threads; must be quick. Null for nobody.</summary>
    public Action<Answer>? OnAnswer { get; set; }

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
        _decoder = options.StartDecoder();
        var natives = clock.GetTimestamp();
        var source = options.FindModel?.Invoke() ?? new ModelSource(options.Models);
        var champion = Load(source, out var loaded);
        StartTimes = new StartTimes(
            _decoder.Name,
            clock.GetElapsedTime(start, natives).TotalMilliseconds,
            clock.GetElapsedTime(natives, loaded).TotalMilliseconds,
            clock.GetElapsedTime(loaded).TotalMilliseconds
        );
        _slots.Serve(champion);
        _isReady = true;
        // The digest is computed after readiness, on a thread that no request waits for.
        new Thread(() => _ = champion.Models.Identity.Digest) { IsBackground = true, Name = "digest" }.Start();
    }

    /// <summary>Loads a model beside what serves, and makes a first caption with it. It serves nothing yet.</summary>
    /// <param name="source">Which.</param>
    /// <returns>The model: to be served, tried or retired by the caller.</returns>
    /// <exception cref="InvalidDataException">A model is missing or not what is expected.</exception>
    /// <exception cref="InvalidOperationException">The service has not started.</exception>
    public ServedModel Load(ModelSource source) => Load(source, out _);

    /// <summary>Lets a loaded model serve from the next request on. The one before drains and is freed.</summary>
    /// <param name="model">The model.</param>
    public void Serve(ServedModel model) => _slots.Serve(model);

    /// <summary>Tries a loaded model beside what serves. One that was tried before drains and is freed.</summary>
    /// <param name="challenge">The model and how it is tried; null to end it.</param>
    public void Try(ModelChallenge? challenge) => _slots.Try(challenge);

    private ServedModel Load(ModelSource source, out long loaded)
    {
        var decoder = _decoder ?? throw new InvalidOperationException("The service has not started.");
        var models = LoadModels(source);
        try
        {
            var pipeline = new CaptionPipeline(decoder, models, clock, ids);
            loaded = clock.GetTimestamp();
            if (!pipeline.Describe(new CaptionRequest(WarmUpPicture.Png), CancellationToken.None).TryGet(out _, out var failure))
                throw new InvalidDataException($"The first caption failed: {failure.Detail}");
            pipeline.OnCaption = options.OnCaption; // nobody asked for the first one
            models.Remote = options.Remote; // nor paid for it
            FreedMemory.GiveBack();
            models.Scorer = options.Scorer;
            return new ServedModel(models, pipeline, clock.GetUtcNow(), source.Note);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    /// <summary>A file that is read and is not what it should be says where it stands, at the least by its folder.</summary>
    private LoadedModels LoadModels(ModelSource source)
    {
        try
        {
            return LoadedModels.Load(source.Folders, options.Runtime, source.Digest, hasMatcher: options.Scorer is null);
        }
        catch (Exception error)
            when (error is KeyNotFoundException or InvalidOperationException or JsonException or FormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"A model in {source.Folders.Captioner} or beside it cannot be read: {StartError.Of(error)}",
                error
            );
        }
    }

    /// <summary>Takes no new work from now on; work in flight goes on.</summary>
    public void Drain() => _isReady = false;

    /// <summary>Describes a picture when its turn comes, with the model whose turn it is where two are tried.</summary>
    /// <param name="request">The picture and its options.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    /// <returns>As of other work.</returns>
    public async Task<Result<Caption, CaptionFailure>> DescribeAsync(CaptionRequest request, CancellationToken cancellationToken)
    {
        var challenge = _slots.Challenge;
        var isChosen = challenge is not null && PictureShare.IsIn(challenge.Share, request.Bytes.Span);
        var isCanary = isChosen && challenge!.Mode == ChallengeMode.Canary;
        var result = await RunAsync(
            isCanary ? challenge!.Model : null,
            (model, token) => DescribeWith(model, request, null, token),
            cancellationToken
        );
        if (isChosen && !isCanary && result.Value is { } caption)
            Shadow(challenge!.Model, request, caption);
        return result;
    }

    /// <summary>Runs work on the pipeline that serves when its turn comes.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    /// <returns>
    /// The result, or <see cref="FailureReason.NotReady"/>, <see cref="FailureReason.Busy"/>
    /// or <see cref="FailureReason.DeadlineExceeded"/>.
    /// </returns>
    public Task<Result<T, CaptionFailure>> RunAsync<T>(
        Func<CaptionPipeline, CancellationToken, Result<T, CaptionFailure>> work,
        CancellationToken cancellationToken
    )
        where T : class => RunAsync(null, (model, token) => work(model.Pipeline, token), cancellationToken);

    /// <summary>Runs work on the pipeline of a certain model when its turn comes.</summary>
    /// <param name="digest">The digest of the model.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    /// <returns>As of other work; <see cref="FailureReason.NotReady"/> where another model is loaded.</returns>
    public async Task<Result<T, CaptionFailure>> RunWithAsync<T>(
        string digest,
        Func<CaptionPipeline, CancellationToken, Result<T, CaptionFailure>> work,
        CancellationToken cancellationToken
    )
        where T : class
    {
        ServedModel?[] loaded = [_slots.Champion, _slots.Challenge?.Model];
        var wanted = Array.Find(loaded, one => one?.Models.Judge.Digest == digest);
        if (_isReady && wanted is null)
            return new CaptionFailure(FailureReason.NotReady, "Another model is loaded here.");
        return await RunAsync(wanted, Work, cancellationToken);

        Result<T, CaptionFailure> Work(ServedModel model, CancellationToken token) =>
            model == wanted
                ? work(model.Pipeline, token)
                : new CaptionFailure(FailureReason.NotReady, "The model was just replaced here.");
    }

    /// <summary>Waits for a start that is under way: native code that is still loading would break the end of the process.</summary>
    public void Dispose()
    {
        lock (_life)
        {
            _isDisposed = true;
            _slots.Dispose();
            _turns.Dispose();
        }
    }

    /// <param name="preferred">The model to ask; null, or one that was retired meanwhile, for the one that serves.</param>
    /// <param name="work">What to do with it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<Result<T, CaptionFailure>> RunAsync<T>(
        ServedModel? preferred,
        Func<ServedModel, CancellationToken, Result<T, CaptionFailure>> work,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (!_isReady)
            return new CaptionFailure(FailureReason.NotReady, "The models are still being loaded, or the host is shutting down.");
        using var deadline = new CancellationTokenSource(options.Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var turn = await _turns.AcquireAsync(permitCount: 1, either.Token);
            if (!turn.IsAcquired)
                return Full;
            using var use = _slots.Enter(preferred);
            return await Task.Run(() => work(use.Model, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new CaptionFailure(
                FailureReason.DeadlineExceeded,
                FormattableString.Invariant($"The picture was not described within {options.Deadline.TotalSeconds} seconds.")
            );
        }
    }

    private Result<Caption, CaptionFailure> DescribeWith(
        ServedModel model,
        CaptionRequest request,
        Caption? beside,
        CancellationToken cancellationToken
    )
    {
        var isChallenger = model != _slots.Champion;
        var start = clock.GetTimestamp();
        try
        {
            var result = model.Pipeline.Describe(request, cancellationToken);
            Tell(result.Value, result.Failure);
            return result;
        }
        catch (Exception error) when (isChallenger && error is not OperationCanceledException && beside is null)
        {
            // What is tried must not cost a caller the answer: the model that serves gives it.
            Tell(null, new CaptionFailure(FailureReason.Internal, StartError.Of(error)));
            using var use = _slots.Enter(null);
            return use.Model.Pipeline.Describe(request, cancellationToken);
        }

        void Tell(Caption? caption, CaptionFailure? failure) =>
            OnAnswer?.Invoke(new Answer(model.Models.Identity, isChallenger, caption, failure, clock.GetElapsedTime(start), beside));
    }

    /// <summary>Lets the tried model describe a picture that is answered already; one at a time, others are passed over.</summary>
    private void Shadow(ServedModel model, CaptionRequest request, Caption beside)
    {
        if (Interlocked.Exchange(ref _shadows, 1) == 0)
            _ = Task.Run(() => ShadowAsync(model, request, beside));
    }

    private async Task ShadowAsync(ServedModel model, CaptionRequest request, Caption beside)
    {
        try
        {
            await RunAsync(model, (used, token) => DescribeWith(used, request, beside, token), CancellationToken.None);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var failure = new CaptionFailure(FailureReason.Internal, StartError.Of(error));
            OnAnswer?.Invoke(new Answer(model.Models.Identity, true, null, failure, TimeSpan.Zero, beside));
        }
        finally
        {
            Volatile.Write(ref _shadows, 0);
        }
    }
}
