using Serverless.Core.Inference;

namespace Serverless.Core.Pipeline;

/// <summary>
/// Looks at pictures: one run of the joint vision model a batch where there is one, else each model's own image part when it is needed.
/// Safe for use by several threads.
/// </summary>
internal sealed class PictureEncoder(LoadedModels models)
{
    /// <param name="pictures">At least one.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>To be disposed by the caller.</returns>
    public PictureEncodings Encode(IReadOnlyList<Picture> pictures, CancellationToken cancellationToken)
    {
        var outputs = Look(pictures, cancellationToken);
        try
        {
            var own = models.Captioner.HasEncoder
                ? models.Captioner.Encode([.. pictures.Select(picture => picture.Pixels)], cancellationToken)
                : null;
            return new PictureEncodings(models, pictures, outputs, own);
        }
        catch
        {
            outputs?.Dispose();
            throw;
        }
    }

    /// <summary>The same for the quality model alone: no other model looks at the pictures for itself.</summary>
    /// <param name="pictures">At least one.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>To be disposed by the caller; for <see cref="PictureEncodings.Match"/> only.</returns>
    public PictureEncodings EncodeToMatch(IReadOnlyList<Picture> pictures, CancellationToken cancellationToken) =>
        new(models, pictures, models.HasMatchState ? Look(pictures, cancellationToken) : null, null);

    private VisionOutputs? Look(IReadOnlyList<Picture> pictures, CancellationToken cancellationToken) =>
        models.Vision is { } vision ? vision.Run([.. pictures.Select(picture => picture.For(vision.Profile))], cancellationToken) : null;
}
