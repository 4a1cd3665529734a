using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// Reads the characters of one line: <c>pixel_values</c> to <c>probabilities</c> for connectionist temporal classification. Safe for use
/// by several threads.
/// </summary>
internal sealed class TextRecognitionModel : IDisposable
{
    /// <summary>Height in pixels of the lines it takes.</summary>
    public const int LineHeight = 48;

    /// <summary>Pixels across that one step stands for.</summary>
    public const int StepWidth = 8;

    private readonly GraphSessions _sessions;
    private readonly GraphSession _graph;

    private TextRecognitionModel(string folder, GraphSessions sessions)
    {
        _sessions = sessions;
        var path = Path.Combine(folder, "keys.txt");
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        Keys = File.ReadAllLines(path);
        if (Keys is not ["", _, ..])
            throw new InvalidDataException($"{path}: the first line must be empty, for the blank, and others follow.");
        _graph = sessions.Open(ModelFiles.GetPath(folder, "recognition_model"));
        _graph.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, LineHeight, -1);
        _graph.ExpectOutput("probabilities", TensorElementType.Float, -1, -1, Keys.Count);
        _graph.ExpectNoInputsBut(["pixel_values"]);
    }

    /// <summary>What each class is written as; several may be written alike. Class 0 is the blank.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <exception cref="InvalidDataException">A file is missing or damaged, or the graph and the keys differ.</exception>
    public static TextRecognitionModel Load(string folder, RuntimeSettings settings) =>
        new GraphSessions(settings).DisposeOnFailure(owned => new TextRecognitionModel(folder, owned));

    /// <summary>Runs the model on lines of one width.</summary>
    /// <param name="lines">At least one; <see cref="LineHeight"/> high.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>For each line [steps, <see cref="Keys"/>]; a step may sum to less than 1, the rest being other scripts.</returns>
    public IReadOnlyList<float[]> Probabilities(IReadOnlyList<PixelTensor> lines, CancellationToken cancellationToken)
    {
        using var input = PixelBatch.Create(lines);
        using var output = _graph.Run(["pixel_values"], [input], ["probabilities"], cancellationToken)[0];
        var values = output.GetTensorDataAsSpan<float>();
        var size = values.Length / lines.Count;
        var rows = new float[lines.Count][];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = values.Slice(row * size, size).ToArray();
        return rows;
    }

    public void Dispose() => _sessions.Dispose();
}
