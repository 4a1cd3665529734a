using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Quality;

namespace Serverless.Core.Reading;

/// <summary>Reads the text in pictures. Safe for use by several threads.</summary>
public sealed class TextReader : IDisposable
{
    private TextReader(string folder, RuntimeSettings settings) => throw new InvalidDataException($"{folder}: {settings}");

    /// <summary>Loads and verifies the models.</summary>
    /// <param name="folder">A folder as <c>models/text-base</c>.</param>
    /// <param name="settings">How to run them.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or a graph differs from the configuration.</exception>
    public static TextReader Load(string folder, RuntimeSettings settings) => new(folder, settings);

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
    ) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() { }
}
