using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// An image classifier in the Hugging Face layout (<c>model.onnx</c>: <c>pixel_values</c> to <c>logits</c>). Safe for use by several
/// threads.
/// </summary>
public sealed class LabelModel : IDisposable
{
    private readonly GraphSessions _sessions;
    private readonly GraphSession _graph;

    private LabelModel(string folder, GraphSessions sessions)
    {
        _sessions = sessions;
        var path = Path.Combine(folder, "config.json");
        using var document = JsonFile.Open(path);
        ClassCount =
            JsonFile.GetInt32(document.RootElement, "num_labels")
            ?? (
                document.RootElement.TryGetProperty("id2label", out var names)
                    ? names.EnumerateObject().Count()
                    : throw new InvalidDataException($"{path}: num_labels is missing.")
            );
        Profile = PreprocessProfileFile.Read(Path.Combine(folder, "preprocessor_config.json"));
        _graph = sessions.Open(ModelFiles.GetPath(folder, "model"));
        _graph.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, Profile.Height, Profile.Width);
        _graph.ExpectOutput("logits", TensorElementType.Float, -1, ClassCount);
        _graph.ExpectNoInputsBut(["pixel_values"]);
    }

    /// <summary>What the model takes.</summary>
    public PreprocessProfile Profile { get; }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>Loads and verifies a model.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="settings">How to run it.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or the graph differs from the configuration.</exception>
    public static LabelModel Load(string folder, RuntimeSettings settings) => Load(folder, new GraphSessions(settings));

    internal static LabelModel Load(string folder, GraphSessions sessions) =>
        sessions.DisposeOnFailure(owned => new LabelModel(folder, owned));

    /// <summary>Runs the model on a batch of pictures.</summary>
    /// <param name="pixels">At least one.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[pictures][<see cref="ClassCount"/>] before softmax.</returns>
    public IReadOnlyList<float[]> Logits(IReadOnlyList<PixelTensor> pixels, CancellationToken cancellationToken)
    {
        using var input = PixelBatch.Create(pixels);
        using var output = _graph.Run(["pixel_values"], [input], ["logits"], cancellationToken)[0];
        var logits = new float[pixels.Count][];
        for (var row = 0; row < logits.Length; row++)
            logits[row] = output.GetTensorDataAsSpan<float>().Slice(row * ClassCount, ClassCount).ToArray();
        return logits;
    }

    /// <inheritdoc/>
    public void Dispose() => _sessions.Dispose();
}
