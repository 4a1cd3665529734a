using Serverless.Core.AltText;
using Serverless.Core.Imaging;

namespace Serverless.Core.Pipeline;

/// <summary>
/// A captioner that runs elsewhere. It gives words; the pipeline judges them as it judges a caller's. Safe for use by several threads.
/// </summary>
public interface IRemoteCaptioner
{
    /// <summary>Which model writes.</summary>
    ModelIdentity Identity { get; }

    /// <summary>Longest side of a picture in pixels; larger ones are shrunk before they are encoded.</summary>
    int MaxSide { get; }

    /// <summary>Encodes a picture as it is sent.</summary>
    /// <param name="pixels">The picture, shrunk.</param>
    /// <param name="decoder">Encodes JPEGs.</param>
    RemotePicture Encode(RgbPixels pixels, IImageDecoder decoder);

    /// <summary>Asks for a sentence.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="context">What is known of its place; data, never an instruction.</param>
    /// <param name="cancellationToken">The deadline; ends the call.</param>
    /// <returns>
    /// An answer, perhaps one without a sentence; or <see cref="FailureReason.Busy"/>, <see cref="FailureReason.DeadlineExceeded"/>,
    /// <see cref="FailureReason.NotReady"/> or <see cref="FailureReason.Internal"/>.
    /// </returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Result<RemoteCaption, CaptionFailure> Describe(RemotePicture picture, CaptionContext context, CancellationToken cancellationToken);
}

/// <summary>A picture as it is sent.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="MediaType">Its media type.</param>
public sealed record RemotePicture(byte[] Bytes, string MediaType);

/// <summary>A remote captioner's answer.</summary>
/// <param name="Text">One sentence; null where it gave none: it refused, rambled or said nothing.</param>
/// <param name="TokensIn">Tokens it read; null where it does not say.</param>
/// <param name="TokensOut">Tokens it wrote; null where it does not say.</param>
/// <param name="Cost">By the configured prices, in their currency; null without them.</param>
public sealed record RemoteCaption(string? Text, long? TokensIn = null, long? TokensOut = null, double? Cost = null);
