using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>How one request for a caption ended, for whoever watches the models.</summary>
/// <param name="Model">Which model was asked.</param>
/// <param name="IsChallenger">Whether it is the one that is tried.</param>
/// <param name="Caption">The caption, perhaps a refused one; null on failure.</param>
/// <param name="Failure">The failure; null where there is a caption.</param>
/// <param name="Elapsed">Time in the models, waiting not included.</param>
/// <param name="Beside">What the model that serves said of the same picture; null but for a shadow.</param>
public sealed record Answer(
    ModelIdentity Model,
    bool IsChallenger,
    Caption? Caption,
    CaptionFailure? Failure,
    TimeSpan Elapsed,
    Caption? Beside = null
);
