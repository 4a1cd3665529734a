using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Quality;

namespace Serverless.Core.Reading;

/// <summary>Reads the text in pictures. Safe for use by several threads.</summary>
public sealed class TextReader : IDisposable
{
    private readonly TextDetectionModel _detection;
    private readonly TextRecognitionModel _recognition;
    private readonly TextSearch _search;
    private readonly DirectedReader _reader;

    private TextReader(TextDetectionModel detection, TextRecognitionModel recognition)
    {
        (_detection, _recognition) = (detection, recognition);
        _search = new TextSearch(detection);
        _reader = new DirectedReader(new LineRecognizer(recognition));
    }

    /// <summary>Loads and verifies the models.</summary>
    /// <param name="folder">A folder as <c>models/text-base</c>.</param>
    /// <param name="settings">How to run them.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or a graph differs from what is expected.</exception>
    public static TextReader Load(string folder, RuntimeSettings settings)
    {
        TextModelConfig.Check(folder);
        var detection = TextDetectionModel.Load(folder, settings);
        try
        {
            return new TextReader(detection, TextRecognitionModel.Load(folder, settings));
        }
        catch
        {
            detection.Dispose();
            throw;
        }
    }

    /// <summary>Reads a picture, where its statistics make text likely.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="statistics">Statistics of its pixels at the model's size.</param>
    /// <param name="cancellationToken">Ends it between runs of the models.</param>
    /// <returns>What was read, or why the pixels cannot be decoded.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<ReadOutcome, ImageFailure> Read(DecodedImage image, PictureStatistics statistics, CancellationToken cancellationToken)
    {
        if (TextLikelihood.IsLikely(statistics))
            return Read(image, cancellationToken);
        if (!Rendering.Small(image, TextLikelihood.SmallSide, cancellationToken).TryGet(out var small, out var failure))
            return failure;
        var (regions, _) = _search.Find(
            small,
            TextLikelihood.SmallSide * TextLikelihood.SmallSide,
            ReadingLimits.MaxLines,
            cancellationToken
        );
        return TextLikelihood.IsLikely(regions, small.Pixels.Height) ? Read(image, cancellationToken) : ReadOutcome.NotSearched;
    }

    /// <summary>Reads a picture whatever its statistics say.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="cancellationToken">Ends it between runs of the models.</param>
    internal Result<ReadOutcome, ImageFailure> Read(DecodedImage image, CancellationToken cancellationToken)
    {
        if (!Rendering.ForReading(image, cancellationToken).TryGet(out var rendering, out var failure))
            return failure;
        var (regions, isComplete) = _search.Find(rendering, ReadingLimits.MaxSearchedPixels, ReadingLimits.MaxLines, cancellationToken);
        var within = LineRecognizer.TakeWithin(regions, ReadingLimits.MaxLineLength);
        isComplete &= within.Count == regions.Count && (within.Count > 0 || rendering.Scale >= 1);
        return new ReadOutcome(ReadLines.Of(_reader.Read(rendering, within, cancellationToken), rendering.Scale, isComplete));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detection.Dispose();
        _recognition.Dispose();
    }
}
