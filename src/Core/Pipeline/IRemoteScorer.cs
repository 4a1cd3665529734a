using Serverless.Core.Imaging;
using Serverless.Core.Inference;

namespace Serverless.Core.Pipeline;

/// <summary>A quality model that runs elsewhere. Everything else is decided here. Safe for use by several threads.</summary>
public interface IRemoteScorer
{
    /// <summary>Asks how well texts fit pictures.</summary>
    /// <param name="pictures">At least one.</param>
    /// <param name="model">The model that asks: the answer is to be of the same one.</param>
    /// <param name="cancellationToken">The deadline; ends the call.</param>
    /// <returns>[texts of all pictures]; null where nobody answers in time, or another model does.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    IReadOnlyList<Match>? Match(IReadOnlyList<PictureToMatch> pictures, ModelIdentity model, CancellationToken cancellationToken);
}

/// <summary>A picture with texts about it.</summary>
/// <param name="Pixels">The picture as the quality model takes it, before its values are scaled.</param>
/// <param name="Texts">At least one.</param>
public sealed record PictureToMatch(RgbPixels Pixels, IReadOnlyList<string> Texts);
