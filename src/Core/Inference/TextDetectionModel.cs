using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// Finds where text stands (PaddleOCR's differentiable binarization): <c>pixel_values</c> to <c>text_map</c>. Safe for use by several
/// threads.
/// </summary>
internal sealed class TextDetectionModel : IDisposable
{
    /// <summary>Both sides of the pixels are multiples of this.</summary>
    public const int Multiple = 32;

    private readonly GraphSessions _sessions;
    private readonly GraphSession _graph;

    private TextDetectionModel(string folder, GraphSessions sessions)
    {
        _sessions = sessions;
        _graph = sessions.Open(ModelFiles.GetPath(folder, "detection_model"));
        _graph.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, -1, -1);
        _graph.ExpectOutput("text_map", TensorElementType.Float, -1, 1, -1, -1);
        _graph.ExpectNoInputsBut(["pixel_values"]);
    }

    /// <exception cref="InvalidDataException">The graph is missing or damaged, or has other inputs or outputs.</exception>
    public static TextDetectionModel Load(string folder, RuntimeSettings settings) =>
        new GraphSessions(settings).DisposeOnFailure(owned => new TextDetectionModel(folder, owned));

    /// <summary>Runs the model on one picture.</summary>
    /// <param name="pixels">Sides in multiples of <see cref="Multiple"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[height, width], the probability of each pixel to lie in the core of a text.</returns>
    public float[] Probabilities(PixelTensor pixels, CancellationToken cancellationToken)
    {
        using var input = PixelBatch.Create([pixels]);
        using var output = _graph.Run(["pixel_values"], [input], ["text_map"], cancellationToken)[0];
        var values = output.GetTensorDataAsSpan<float>();
        return values.Length == pixels.Width * pixels.Height
            ? values.ToArray()
            : throw new InvalidDataException($"{_graph.Path}: {values.Length} values for {pixels.Width} x {pixels.Height} pixels.");
    }

    public void Dispose() => _sessions.Dispose();
}
