using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;

namespace Serverless.Archives;

/// <summary>What describes pictures.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Decoder">Opens pictures.</param>
/// <param name="Model">Name and version of the model.</param>
/// <param name="Ids">Names captions that the pipeline did not make.</param>
/// <param name="Clock">Gives the times.</param>
public sealed record ArchiveEngine(
    CaptionPipeline Pipeline,
    IImageDecoder Decoder,
    ModelIdentity Model,
    CaptionIds Ids,
    TimeProvider Clock
);
