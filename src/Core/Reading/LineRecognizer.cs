using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Reading;

/// <summary>Reads rectangles of a rendering, lines of like width in one run.</summary>
/// <param name="model">The recogniser.</param>
internal sealed class LineRecognizer(TextRecognitionModel model)
{
    /// <summary>Most lines of one run, and their widths together in pixels: long lines gain nothing by company, and take memory.</summary>
    private const int MaxBatch = 8,
        MaxBatchWidth = 4096;

    /// <summary>Widths are rounded up to a multiple of this many pixels.</summary>
    private const int Bucket = 64;

    /// <summary>Narrowest and widest input in pixels; a longer line is squeezed.</summary>
    private const int MinWidth = 64,
        MaxWidth = 3200;

    private readonly CtcDecoder _decoder = new(model.Keys);

    /// <summary>Reads lines.</summary>
    /// <param name="rendering">Where the pixels come from.</param>
    /// <param name="areas">In pixels of the rendering, each turned as it is to be read.</param>
    /// <param name="cancellationToken">Ends it between runs.</param>
    /// <returns>A line for each area, in their order.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public RecognizedLine[] Read(Rendering rendering, IReadOnlyList<Rectangle> areas, CancellationToken cancellationToken)
    {
        var lines = new RecognizedLine[areas.Count];
        foreach (var bucket in Enumerable.Range(0, areas.Count).GroupBy(i => PaddedWidth(areas[i])).OrderBy(bucket => bucket.Key))
        {
            foreach (var batch in bucket.Chunk(Math.Clamp(MaxBatchWidth / bucket.Key, 1, MaxBatch)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var pixels = Array.ConvertAll(batch, i => Sample(rendering, areas[i], bucket.Key));
                var rows = model.Probabilities(pixels, cancellationToken);
                for (var i = 0; i < batch.Length; i++)
                    lines[batch[i]] = WordSpaces.Mend(_decoder.Decode(rows[i], rows[i].Length / model.Keys.Count), pixels[i]);
            }
        }

        return lines;
    }

    /// <summary>The first regions that are together no longer than a limit.</summary>
    /// <param name="regions">Regions.</param>
    /// <param name="maxLength">In pixels along lines that are <see cref="TextRecognitionModel.LineHeight"/> high.</param>
    public static IReadOnlyList<Rectangle> TakeWithin(IReadOnlyList<Rectangle> regions, int maxLength)
    {
        var (count, length) = (0, 0);
        while (count < regions.Count && length + Length(regions[count]) <= maxLength)
            length += Length(regions[count++]);
        return count == regions.Count ? regions : [.. regions.Take(count)];

        static int Length(Rectangle region) => PaddedWidth(region.Height > region.Width ? region.Turned(1) : region);
    }

    private static PixelTensor Sample(Rendering rendering, Rectangle area, int paddedWidth) =>
        rendering.Sample(
            area,
            Math.Min(paddedWidth, Width(area)),
            TextRecognitionModel.LineHeight,
            paddedWidth,
            ChannelNormalization.Recognition
        );

    private static int PaddedWidth(Rectangle area) => Math.Clamp((Width(area) + Bucket - 1) / Bucket * Bucket, MinWidth, MaxWidth);

    private static int Width(Rectangle area) =>
        Math.Max(1, (int)Math.Round(Math.Min(MaxWidth, TextRecognitionModel.LineHeight * area.Width / Math.Max(1, area.Height))));
}
