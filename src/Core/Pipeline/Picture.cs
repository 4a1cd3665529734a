using System.Security.Cryptography;
using Serverless.Core.Imaging;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>A picture ready for the models: tensors, statistics and identity.</summary>
/// <param name="Pixels">For the captioner.</param>
/// <param name="Tensors">For every model that looks at pictures, by what it takes: one tensor where several take the same.</param>
/// <param name="Statistics">Statistics of its pixels.</param>
/// <param name="Identity">The picture by its content.</param>
internal sealed record Picture(
    PixelTensor Pixels,
    IReadOnlyDictionary<PreprocessProfile, PixelTensor> Tensors,
    PictureStatistics Statistics,
    ImageIdentity Identity
)
{
    /// <summary>The picture as one of the loaded models takes it.</summary>
    public PixelTensor For(PreprocessProfile profile) => Tensors[profile];

    public static Result<Picture, CaptionFailure> Prepare(
        DecodedImage image,
        ImageIdentity identity,
        LoadedModels models,
        CancellationToken cancellationToken
    )
    {
        var profile = models.Captioner.Profile;
        if (!Preprocessor.Resize(image, profile, cancellationToken).TryGet(out var pixels, out var failure))
            return Failure(failure);
        var tensor = Preprocessor.Normalize(pixels, profile);
        var tensors = new Dictionary<PreprocessProfile, PixelTensor> { [profile] = tensor };
        foreach (var other in (PreprocessProfile?[])[models.Matcher?.Profile, models.ImageClassifier?.Profile, models.Vision?.Profile])
        {
            if (other is null || tensors.ContainsKey(other))
                continue;
            if (!Preprocessor.Resize(image, other, cancellationToken).TryGet(out var otherPixels, out failure))
                return Failure(failure);
            tensors[other] = Preprocessor.Normalize(otherPixels, other);
        }

        return new Picture(tensor, tensors, PictureStatistics.Of(pixels), identity);
    }

    public static ImageIdentity Identify(ReadOnlyMemory<byte> bytes, DecodedImage image) =>
        new(Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), image.Format, image.Width, image.Height, bytes.Length);

    public static CaptionFailure Failure(ImageFailure failure) =>
        new(
            failure.Reason switch
            {
                ImageFailureReason.UnsupportedFormat => FailureReason.UnsupportedMediaType,
                ImageFailureReason.Truncated => FailureReason.ImageTruncated,
                ImageFailureReason.Dimensions => FailureReason.ImageDimensions,
                ImageFailureReason.Frames => FailureReason.ImageFrames,
                _ => FailureReason.ImageUnreadable,
            },
            failure.Detail
        );
}
