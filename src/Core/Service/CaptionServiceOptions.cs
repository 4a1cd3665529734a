using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>What a <see cref="CaptionService"/> loads, and how much it does at a time.</summary>
/// <param name="Models">The models.</param>
/// <param name="Runtime">How models are run.</param>
/// <param name="StartDecoder">Starts what decodes pictures; called once, with the loading of the models.</param>
/// <param name="TextLimit">How long a text from outside may be.</param>
public sealed record CaptionServiceOptions(
    ModelFolders Models,
    RuntimeSettings Runtime,
    Func<IImageDecoder> StartDecoder,
    TextLimit TextLimit
)
{
    /// <summary>
    /// Finds the model of the start in place of <see cref="Models"/>; called once, by <see cref="CaptionService.Start"/>. Null for none.
    /// </summary>
    public Func<ModelSource>? FindModel { get; init; }

    /// <summary>Writes the sentences in the captioner's place; null for the captioner itself.</summary>
    public IRemoteCaptioner? Remote { get; init; }

    /// <summary>Runs the quality model elsewhere, which is then not loaded here; null where it is.</summary>
    public IRemoteScorer? Scorer { get; init; }

    /// <summary>
    /// Whether it scores and describes nothing: the captioner's graphs are loaded when the first text of a caller needs its confidence.
    /// </summary>
    public bool ScoresOnly { get; init; }

    /// <summary>Is told of every caption that the pipeline makes, on the thread that made it; must be quick. Null for nobody.</summary>
    public Action<Caption>? OnCaption { get; init; }

    /// <summary>
    /// Is told why a picture that was to be described got no caption: the picture, the load, the time. Must be quick. Null for nobody.
    /// </summary>
    public Action<CaptionFailure>? OnFailure { get; init; }

    /// <summary>What alt texts say of people.</summary>
    public Wording Wording { get; init; } = Wording.Neutral;

    /// <summary>Pictures in work at the same time, from decoding to their answer, at least 1.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>How pictures of several callers are put into one run of the models.</summary>
    public BatchSettings Batching { get; init; } = BatchSettings.Off;

    /// <summary>Processors of the machine, at least 1.</summary>
    public int Processors { get; init; } = Environment.ProcessorCount;

    /// <summary>Pictures decoded at the same time: <see cref="DecodesOf"/>.</summary>
    public int Decodes => DecodesOf(Concurrency, Processors, Remote is not null);

    /// <summary>
    /// Runs of the models at the same time: one for each picture in work where they are not put together, else what the processors have
    /// threads for; on a GPU one, which takes all of it.
    /// </summary>
    public int Workers =>
        Runtime.Provider == ExecutionProvider.Cuda ? 1
        : Batching.IsOn ? Math.Clamp(Processors / Runtime.Threads, 1, Concurrency)
        : Concurrency;

    /// <summary>
    /// How many pictures are decoded at the same time: no more than there are processors, nor than eight, since each may take hundreds of
    /// megabytes; with an endpoint that is asked for sentences all that are in work, since most of them wait for it.
    /// </summary>
    /// <param name="concurrency">Pictures in work at the same time.</param>
    /// <param name="processors">Processors of the machine.</param>
    /// <param name="hasRemote">Whether an endpoint is asked.</param>
    public static int DecodesOf(int concurrency, int processors, bool hasRemote) =>
        hasRemote ? concurrency : Math.Min(concurrency, Math.Clamp(processors, 2, 8));

    /// <summary>Pictures that may wait for their turn, at least 0.</summary>
    public int Queue { get; init; } = 32;

    /// <summary>Time for one picture, waiting included.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);
}
