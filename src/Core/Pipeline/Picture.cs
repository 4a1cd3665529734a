using System.Security.Cryptography;
using Serverless.Core.Imaging;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>A picture ready for the models: tensors, facts and identity.</summary>
/// <param name="Pixels">For the captioner.</param>
/// <param name="MatcherPixels">For the quality model; the same tensor where both ask for the same, null without one.</param>
/// <param name="Facts">What the pixels tell.</param>
/// <param name="Identity">The picture by its content.</param>
internal sealed record Picture(PixelTensor Pixels, PixelTensor? MatcherPixels, PictureFacts Facts, ImageIdentity Identity)
{
    public static Result<Picture, CaptionFailure> Prepare(DecodedImage image, ImageIdentity identity, LoadedModels models)
    {
        var profile = models.Captioner.Profile;
        if (!Preprocessor.Resize(image, profile).TryGet(out var pixels, out var failure)) return Failure(failure);
        var tensor = Preprocessor.Normalize(pixels, profile);
        var matcherTensor = tensor;
        if (models.Matcher is { } matcher && matcher.Profile != profile)
        {
            if (!Preprocessor.Resize(image, matcher.Profile).TryGet(out var other, out failure)) return Failure(failure);
            matcherTensor = Preprocessor.Normalize(other, matcher.Profile);
        }

        return new Picture(tensor, models.Matcher is null ? null : matcherTensor, PictureFacts.Of(pixels), identity);
    }

    public static ImageIdentity Identify(ReadOnlyMemory<byte> bytes, DecodedImage image) =>
        new(Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), image.Format, image.Width, image.Height, bytes.Length);

    public static CaptionFailure Failure(ImageFailure failure) => new(
        failure.Fault switch
        {
            ImageFault.UnsupportedFormat => FailureReason.UnsupportedMediaType,
            ImageFault.Truncated => FailureReason.ImageTruncated,
            ImageFault.Dimensions => FailureReason.ImageDimensions,
            ImageFault.Frames => FailureReason.ImageFrames,
            _ => FailureReason.ImageUnreadable,
        },
        failure.Detail);
}
