using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// The image parts of captioner, quality model and image classifier as one graph, so that a picture is looked at once
/// (<c>vision_model.onnx</c>: <c>pixel_values</c> to <c>last_hidden_state</c>, <c>match_state</c>, <c>label_logits</c> and
/// <c>tag_logits</c>). Safe for use by several threads.
/// </summary>
public sealed class VisionModel : IDisposable
{
    /// <summary>Names of the outputs.</summary>
    internal const string Hidden = "last_hidden_state",
        MatchState = "match_state",
        LabelLogits = "label_logits",
        TagLogits = "tag_logits";

    private static readonly string[] Outputs = [Hidden, MatchState, LabelLogits, TagLogits];

    private readonly GraphSessions _sessions;
    private readonly GraphSession _graph;

    private VisionModel(string folder, GraphSessions sessions)
    {
        _sessions = sessions;
        Profile = PreprocessProfileFile.Read(Path.Combine(folder, "preprocessor_config.json"));
        _graph = sessions.Open(ModelFiles.GetPath(folder, "vision_model"));
        _graph.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, Profile.Height, Profile.Width);
        _graph.ExpectOutput(Hidden, TensorElementType.Float, -1, -1, -1);
        _graph.ExpectOutput(MatchState, TensorElementType.Float, -1, -1, -1);
        _graph.ExpectOutput(LabelLogits, TensorElementType.Float, -1, -1);
        _graph.ExpectOutput(TagLogits, TensorElementType.Float, -1, -1);
        _graph.ExpectNoInputsBut(["pixel_values"]);
    }

    /// <summary>What the model takes.</summary>
    public PreprocessProfile Profile { get; }

    /// <summary>Sizes of the match state; -1 where they are open.</summary>
    internal int[] MatchStateShape => _graph.ShapeOf(MatchState);

    /// <summary>Outputs that stand for another model's image part; those of tags come with the labels.</summary>
    internal static IReadOnlyList<string> StandInOutputs { get; } = [Hidden, MatchState, LabelLogits];

    /// <summary>Loads and verifies a model.</summary>
    /// <param name="folder">A folder with <c>preprocessor_config.json</c> and <c>onnx/vision_model.onnx</c>.</param>
    /// <param name="settings">How to run it.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or the graph differs from what is expected.</exception>
    public static VisionModel Load(string folder, RuntimeSettings settings) => Load(folder, new GraphSessions(settings));

    internal static VisionModel Load(string folder, GraphSessions sessions) =>
        sessions.DisposeOnFailure(owned => new VisionModel(folder, owned));

    /// <summary>Looks at pictures in one run.</summary>
    /// <param name="pixels">Tensors of the profile's size, at least one.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public VisionOutputs Run(IReadOnlyList<PixelTensor> pixels, CancellationToken cancellationToken)
    {
        using var input = PixelBatch.Create(pixels);
        return new VisionOutputs(_graph.Run(["pixel_values"], [input], Outputs, cancellationToken));
    }

    /// <summary>Holds an output against the model that it stands for.</summary>
    /// <exception cref="InvalidDataException">It has other sizes.</exception>
    internal void ExpectOutput(string name, params ReadOnlySpan<int> shape) => _graph.ExpectOutput(name, TensorElementType.Float, shape);

    /// <inheritdoc/>
    public void Dispose() => _sessions.Dispose();
}
