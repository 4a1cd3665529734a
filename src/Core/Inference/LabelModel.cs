using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// An image classifier in the Hugging Face layout (<c>model.onnx</c>: <c>pixel_values</c> to <c>logits</c>, and to <c>tag_logits</c> where
/// it has tags). Safe for use by several threads.
/// </summary>
public sealed class LabelModel : IDisposable
{
    private const string TagLogits = "tag_logits";

    private readonly GraphSessions _sessions;
    private readonly GraphSession? _graph;
    private readonly bool _hasTags;

    private LabelModel(string folder, GraphSessions sessions, bool hasGraph, int? tagCount)
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
        if (!hasGraph)
            return;
        _graph = sessions.Open(ModelFiles.GetPath(folder, "model"));
        _graph.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, Profile.Height, Profile.Width);
        _graph.ExpectOutput("logits", TensorElementType.Float, -1, ClassCount);
        _hasTags = tagCount is not null;
        if (tagCount is { } tags)
            _graph.ExpectOutput(TagLogits, TensorElementType.Float, -1, tags);
        _graph.ExpectNoInputsBut(["pixel_values"]);
    }

    /// <summary>Whether it has a graph of its own; without one a joint vision model looks for it.</summary>
    public bool HasGraph => _graph is not null;

    /// <summary>What the model takes.</summary>
    public PreprocessProfile Profile { get; }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>Loads and verifies a model.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="settings">How to run it.</param>
    /// <param name="hasGraph">Whether its graph is loaded; false where a joint vision model stands for it.</param>
    /// <param name="tagCount">How many tags the graph has to have; null where none are wanted.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or the graph differs from the configuration.</exception>
    public static LabelModel Load(string folder, RuntimeSettings settings, bool hasGraph = true, int? tagCount = null) =>
        Load(folder, new GraphSessions(settings), hasGraph, tagCount);

    internal static LabelModel Load(string folder, GraphSessions sessions, bool hasGraph = true, int? tagCount = null) =>
        sessions.DisposeOnFailure(owned => new LabelModel(folder, owned, hasGraph, tagCount));

    /// <summary>Runs the model on a batch of pictures.</summary>
    /// <param name="pixels">At least one.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[pictures] logits.</returns>
    /// <exception cref="InvalidOperationException"><see cref="HasGraph"/> is false.</exception>
    public IReadOnlyList<ImageLogits> Logits(IReadOnlyList<PixelTensor> pixels, CancellationToken cancellationToken)
    {
        if (_graph is null)
            throw new InvalidOperationException("This image classifier was loaded without its graph.");
        using var input = PixelBatch.Create(pixels);
        var outputs = _graph.Run(["pixel_values"], [input], _hasTags ? ["logits", TagLogits] : ["logits"], cancellationToken);
        try
        {
            return
            [
                .. Enumerable
                    .Range(0, pixels.Count)
                    .Select(row => new ImageLogits(
                        RuntimeMemory.RowOf(outputs[0], row),
                        _hasTags ? RuntimeMemory.RowOf(outputs[1], row) : null
                    )),
            ];
        }
        finally
        {
            RuntimeMemory.DisposeAll(outputs);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sessions.Dispose();
}
