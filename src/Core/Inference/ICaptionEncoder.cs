using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>The half of a captioner that looks at pictures.</summary>
internal interface ICaptionEncoder
{
    /// <summary>Encodes pictures for a brief caption, in one run of each graph.</summary>
    /// <param name="pixels">At least one.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    EncodedPictures Encode(IReadOnlyList<PixelTensor> pixels, CancellationToken cancellationToken);

    /// <summary>Encodes the same pictures for another level of detail, without looking at them again.</summary>
    /// <param name="pictures">What <see cref="Encode"/> gave; stays the caller's.</param>
    /// <param name="detail">One of <see cref="CaptionModel.Details"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="InvalidOperationException">The detail is none of these.</exception>
    EncodedPictures EncodeFor(EncodedPictures pictures, CaptionDetail detail, CancellationToken cancellationToken);
}
