using System.Text.Json;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>The loaded pipeline behind the endpoints: loads once, says when it is ready, and lets no more work in than fits.</summary>
/// <param name="options">What it loads, and how much it does at a time.</param>
/// <param name="clock">Gives times and deadlines.</param>
/// <param name="ids">Names captions and failures.</param>
public sealed partial class CaptionService(CaptionServiceOptions options, TimeProvider clock, CaptionIds ids) : IDisposable
{
    private readonly Lock _life = new();
    private readonly ModelSlots _slots = new();
    private readonly ServiceTurns _turns = new(options, clock);
    private IImageDecoder? _decoder;
    private bool _isDisposed;
    private volatile bool _isReady;

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

    /// <summary>Loads the models and makes a first caption, or score where it describes nothing.</summary>
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
            clock.GetElapsedTime(loaded).TotalMilliseconds,
            What
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
            var pipeline = new CaptionPipeline(decoder, models, clock, ids) { Wording = options.Wording };
            loaded = clock.GetTimestamp();
            if (WarmUp(pipeline, models) is { } failure)
                throw new InvalidDataException($"The first {What} failed: {failure.Detail}");
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

    private string What => options.ScoresOnly ? "score" : "caption";

    /// <summary>Makes a first answer, of the sort that others will ask for.</summary>
    private CaptionFailure? WarmUp(CaptionPipeline pipeline, LoadedModels models)
    {
        const string Text = "a picture";
        var request = new CaptionRequest(WarmUpPicture.Png);
        return !options.ScoresOnly ? pipeline.Describe(request, CancellationToken.None).Failure
            : models.Matcher is null ? pipeline.Score(request, Text, CancellationToken.None).Failure // all that it can be asked
            : pipeline
                .Match(
                    [request.Bytes],
                    [
                        [Text],
                    ],
                    CancellationToken.None
                )
                .Failure;
    }

    /// <summary>A file that is read and is not what it should be says where it stands, at the least by its folder.</summary>
    private LoadedModels LoadModels(ModelSource source)
    {
        try
        {
            return LoadedModels.Load(
                source.Folders,
                options.Runtime,
                source.Digest,
                hasMatcher: options.Scorer is null,
                isCaptionerDeferred: options.ScoresOnly
            );
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
    public void Drain()
    {
        _isReady = false;
        _turns.Workers.Drain();
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
}
