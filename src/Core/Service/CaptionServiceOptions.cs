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

    /// <summary>Is told of every caption that the pipeline makes, on the thread that made it; must be quick. Null for nobody.</summary>
    public Action<Caption>? OnCaption { get; init; }

    /// <summary>Pictures worked on at the same time, at least 1.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>Pictures that may wait for their turn, at least 0.</summary>
    public int Queue { get; init; } = 32;

    /// <summary>Time for one picture, waiting included.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);
}
