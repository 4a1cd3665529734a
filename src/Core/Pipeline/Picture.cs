using System.Security.Cryptography;
using Serverless.Core.Imaging;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Core.Reading;

namespace Serverless.Core.Pipeline;

/// <summary>A picture ready for the models: tensors, statistics and identity.</summary>
/// <param name="Pixels">For the captioner.</param>
/// <param name="Tensors">For every model that looks at pictures, by what it takes: one tensor where several take the same.</param>
/// <param name="Statistics">Statistics of its pixels.</param>
/// <param name="Text">What was read in it; null where text was not looked for.</param>
/// <param name="Identity">The picture by its content.</param>
/// <param name="SentPixels">What a scorer elsewhere is sent; null where none is asked.</param>
internal sealed record Picture(
    PixelTensor Pixels,
    IReadOnlyDictionary<PreprocessProfile, PixelTensor> Tensors,
    PictureStatistics Statistics,
    PictureText? Text,
    ImageIdentity Identity,
    RgbPixels? SentPixels = null
)
{
    /// <summary>Statistics were fitted to pictures of this size, and mean something else of larger ones.</summary>
    private const int StatisticsSide = 224;

    /// <summary>The picture as one of the loaded models takes it.</summary>
    public PixelTensor For(PreprocessProfile profile) => Tensors[profile];

    /// <summary>Everything that needs the picture's own pixels: tensors, statistics, text.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="identity">It by its content.</param>
    /// <param name="models">The models.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="times">Takes the times of decoding and of reading; null where nobody asks.</param>
    /// <param name="isRead">Whether text is looked for, where there is a text reader.</param>
    public static Result<Picture, CaptionFailure> Prepare(
        DecodedImage image,
        ImageIdentity identity,
        LoadedModels models,
        CancellationToken cancellationToken,
        StageClock? times = null,
        bool isRead = true
    )
    {
        var profile = models.Captioner.Profile;
        if (!Preprocessor.Resize(image, profile, cancellationToken).TryGet(out var pixels, out var failure))
            return Failure(failure);
        var tensor = Preprocessor.Normalize(pixels, profile);
        var tensors = new Dictionary<PreprocessProfile, PixelTensor> { [profile] = tensor };
        var measured = IsMeasured(profile) ? pixels : null;
        var sent = models.SentProfile == profile ? pixels : null;
        foreach (
            var other in (PreprocessProfile?[])
                [models.Matcher?.Profile ?? models.SentProfile, models.ImageClassifier?.Profile, models.Vision?.Profile]
        )
        {
            if (other is null || tensors.ContainsKey(other))
                continue;
            if (!Preprocessor.Resize(image, other, cancellationToken).TryGet(out var otherPixels, out failure))
                return Failure(failure);
            tensors[other] = Preprocessor.Normalize(otherPixels, other);
            sent ??= models.SentProfile == other ? otherPixels : null;
            measured ??= IsMeasured(other) ? otherPixels : null;
        }

        if (measured is null && !Measure(image, cancellationToken).TryGet(out measured, out failure))
            return Failure(failure);
        var statistics = PictureStatistics.Of(measured);
        if (times is not null)
            times.DecodeMs = times.Lap();
        PictureText? text = null;
        if (isRead && models.TextReader is { } reader)
        {
            if (!reader.Read(image, statistics, cancellationToken).TryGet(out var read, out failure))
                return Failure(failure);
            text = read.Text;
        }

        if (times is not null)
            times.ReadMs = times.Lap();
        return new Picture(tensor, tensors, statistics, text, identity, sent);
    }

    private static bool IsMeasured(PreprocessProfile profile) =>
        profile is { ShortestEdge: null, Width: StatisticsSide, Height: StatisticsSide };

    private static Result<RgbPixels, ImageFailure> Measure(DecodedImage image, CancellationToken cancellationToken) =>
        image.Resample(StatisticsSide, StatisticsSide, ResampleFilter.Bicubic, cancellationToken);

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
