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

    /// <summary>Reads a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="modelPixels">Its pixels at the model's size.</param>
    /// <param name="statistics">Their statistics.</param>
    /// <param name="cancellationToken">Ends it between runs of the models.</param>
    /// <returns>What was read, or why the pixels cannot be decoded.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<ReadOutcome, ImageFailure> Read(
        DecodedImage image,
        RgbPixels modelPixels,
        PictureStatistics statistics,
        CancellationToken cancellationToken
    ) => Read(image, cancellationToken);

    /// <summary>Reads a picture whatever its statistics say.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="cancellationToken">Ends it between runs of the models.</param>
    internal Result<ReadOutcome, ImageFailure> Read(DecodedImage image, CancellationToken cancellationToken)
    {
        if (!Render(image, cancellationToken).TryGet(out var rendering, out var failure))
            return failure;
        var (regions, isComplete) = _search.Find(rendering, ReadingLimits.MaxSearchedSide, ReadingLimits.MaxLines, cancellationToken);
        var found = _reader.Read(rendering, regions, cancellationToken);
        return new ReadOutcome(TextOf(found, rendering.Scale, isComplete));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detection.Dispose();
        _recognition.Dispose();
    }

    private static Result<Rendering, ImageFailure> Render(DecodedImage image, CancellationToken cancellationToken)
    {
        double longest = Math.Max(image.Width, image.Height);
        var scale = Math.Max(1, Math.Min(ReadingLimits.MaxEnlargement, ReadingLimits.EnlargedSide / longest));
        scale = Math.Min(scale, Math.Sqrt(ReadingLimits.MaxPixels / ((double)image.Width * image.Height)));
        var width = Math.Max(1, (int)Math.Round(image.Width * scale));
        var height = Math.Max(1, (int)Math.Round(image.Height * scale));
        return image.Resample(width, height, ResampleFilter.Bicubic, cancellationToken).TryGet(out var pixels, out var failure)
            ? new Rendering(pixels, scale)
            : failure;
    }

    private static PictureText TextOf(IReadOnlyList<FoundLine> found, double scale, bool isComplete)
    {
        var lines = new List<TextLine>();
        var unread = found.Count(line => line.Line.Confidence < ReadingLimits.MinConfidence);
        var characters = 0;
        foreach (var laidOut in TextLayout.Of([.. found.Where(line => line.Line.Confidence >= ReadingLimits.MinConfidence)]))
        {
            var text = LineText.Of(string.Join(' ', laidOut.Parts.Select(part => part.Line.Text)));
            if (text.Length == 0)
                continue;
            characters += text.Length;
            if (characters > ReadingLimits.MaxCharacters)
            {
                isComplete = false;
                break;
            }

            var weight = laidOut.Parts.Sum(part => part.Line.Text.Length);
            var confidence = laidOut.Parts.Sum(part => part.Line.Confidence * part.Line.Text.Length) / weight;
            lines.Add(new TextLine(text, confidence, BoxOf(laidOut.Area, scale)));
        }

        return new PictureText(lines, LanguageOf(lines), isComplete, unread);
    }

    private static TextBox BoxOf(Rectangle area, double scale) =>
        new(Array.ConvertAll(area.Straightened().Corners(), corner => new TextPoint(corner.X / scale, corner.Y / scale)));

    private static string? LanguageOf(List<TextLine> lines) => ReadLanguage.Of(string.Join('\n', lines.Select(line => line.Text)));
}
