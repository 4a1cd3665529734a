using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Serverless.Core.Imaging;
using Serverless.Core.Preprocessing;
using Serverless.Evaluation.Datasets;

namespace Serverless.Trainer.Data;

/// <summary>Reads a folder of pictures with captions and judgments.</summary>
/// <param name="decoder">Opens pictures.</param>
public sealed class DatasetSource(IImageDecoder decoder)
{
    private const int Side = 72; // eight pixels a field of the hash

    private static readonly PreprocessProfile Profile = new(
        Side,
        Side,
        null,
        ResampleFilter.Bilinear,
        new ChannelValues(1, 1, 1),
        new ChannelValues(0, 0, 0)
    );

    /// <summary>Reads it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">A line is damaged, or nothing is there; the message names file and line.</exception>
    public async Task<SourceContent> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var dataset = EvaluationDataset.Read(folder);
        var seen = new ConcurrentDictionary<string, SnapshotPicture>(StringComparer.Ordinal);
        var leftOut = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            dataset.Pictures,
            cancellationToken,
            async (picture, token) =>
            {
                if (await InspectAsync(picture, token) is { } one)
                    seen[picture.Image] = one;
                else
                    leftOut.Add($"{picture.Image} cannot be decoded");
            }
        );
        return new SourceContent(
            Path.GetFullPath(folder),
            SourceContent.Dataset,
            dataset.Name,
            [.. dataset.Pictures.Where(picture => seen.ContainsKey(picture.Image)).Select(picture => seen[picture.Image])],
            [
                .. dataset
                    .Judgements.Where(judgement => seen.ContainsKey(judgement.Image))
                    .Select(judgement => new SnapshotJudgment(
                        seen[judgement.Image].Sha256,
                        judgement.Caption,
                        SnapshotJudgment.Person,
                        Math.Round(judgement.Share, 6),
                        1,
                        judgement.IsOwn,
                        dataset.Name
                    )),
            ],
            [.. dataset.Warnings, .. leftOut.Order(StringComparer.Ordinal)]
        );
    }

    private async Task<SnapshotPicture?> InspectAsync(ReferencePicture picture, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(picture.Path, cancellationToken);
        if (!decoder.Open(bytes, cancellationToken).TryGet(out var image, out _))
            return null;
        if (!Preprocessor.Resize(image, Profile, cancellationToken).TryGet(out var pixels, out _))
            return null;
        var tensor = Preprocessor.Normalize(pixels, Profile);
        var plane = Side * Side;
        double Mean(int channel) => tensor.Values.AsSpan(channel * plane, plane).ToArray().Average();
        return new SnapshotPicture(
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            "",
            "",
            0,
            picture.Image,
            DifferenceHash.Of(tensor).ToString("x32", CultureInfo.InvariantCulture),
            image.Width,
            image.Height,
            Math.Round((0.299 * Mean(0)) + (0.587 * Mean(1)) + (0.114 * Mean(2)), 1),
            picture.References
        );
    }
}
