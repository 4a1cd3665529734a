using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Serverless.Core.Inference;

/// <summary>One ONNX graph, loaded and open to questions about its inputs and outputs.</summary>
internal sealed class GraphSession : IDisposable
{
    private readonly InferenceSession _session;

    private GraphSession(string path, InferenceSession session)
    {
        Path = path;
        _session = session;
    }

    public string Path { get; }

    public IEnumerable<string> InputNames => _session.InputMetadata.Keys;

    public IEnumerable<string> OutputNames => _session.OutputMetadata.Keys;

    /// <exception cref="InvalidDataException">The file is missing, or no graph that the runtime takes.</exception>
    public static GraphSession Load(string path, RuntimeSettings settings)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        OrtEnvironment.Ensure();
        using var options = OptionsOf(settings);
        try
        {
            return new GraphSession(path, new InferenceSession(Fp32ModelCache.Prefer(path), options));
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidDataException($"{path} is no graph that the runtime takes: {error.Message}", error);
        }
    }

    /// <summary>How a session is made; the caller disposes it.</summary>
    public static SessionOptions OptionsOf(RuntimeSettings settings)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = settings.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            EnableCpuMemArena = !settings.SavesMemory,
            EnableMemoryPattern = !settings.SavesMemory,
        };
        // waiting threads would take the processors from the pictures beside
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    public bool HasInput(string name) => _session.InputMetadata.ContainsKey(name);

    /// <summary>Holds an input against what the configuration promises.</summary>
    /// <param name="name">The input.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="shape">Its sizes; -1 where any will do. A size the graph leaves open fits all.</param>
    /// <exception cref="InvalidDataException">It is missing or different; the message says what was expected and what was
    /// found.</exception>
    public void ExpectInput(string name, TensorElementType type, params ReadOnlySpan<int> shape) =>
        Expect("input", _session.InputMetadata, name, type, shape);

    /// <summary>As <see cref="ExpectInput"/>, for an output.</summary>
    public void ExpectOutput(string name, TensorElementType type, params ReadOnlySpan<int> shape) =>
        Expect("output", _session.OutputMetadata, name, type, shape);

    /// <summary>Sizes of an output as the graph declares them; -1 where it leaves one open.</summary>
    public int[] ShapeOf(string output) => _session.OutputMetadata[output].Dimensions;

    /// <summary>One size of an input as the graph declares it; null where it leaves it open.</summary>
    public int? InputSize(string input, int axis) => _session.InputMetadata[input].Dimensions[axis] is > 0 and var size ? size : null;

    /// <summary>Type and sizes of an input as the graph declares them; -1 where it leaves a size open.</summary>
    public (TensorElementType Type, int[] Sizes) DeclaredInput(string input) =>
        (_session.InputMetadata[input].ElementDataType, _session.InputMetadata[input].Dimensions);

    /// <summary>Refuses inputs that are not fed.</summary>
    /// <exception cref="InvalidDataException">There is one.</exception>
    public void ExpectNoInputsBut(IEnumerable<string> known)
    {
        var foreign = InputNames.Except(known).ToList();
        if (foreign.Count > 0)
            throw new InvalidDataException($"{Path}: inputs that are not known here: {string.Join(", ", foreign)}.");
    }

    /// <summary>Runs the graph.</summary>
    /// <returns>The outputs in the requested order; the caller disposes each.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the run ends at its next node.</exception>
    public IReadOnlyList<OrtValue> Run(
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var options = new RunOptions();
        using var registration = cancellationToken.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, options);
        try
        {
            return _session.Run(options, inputNames, inputs, outputNames);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public bool IsDisposed { get; private set; }

    public void Dispose()
    {
        if (IsDisposed)
            return;
        IsDisposed = true;
        _session.Dispose();
    }

    private void Expect(
        string role,
        IReadOnlyDictionary<string, NodeMetadata> found,
        string name,
        TensorElementType type,
        ReadOnlySpan<int> shape
    )
    {
        var expected = $"{role} '{name}' of {type} [{string.Join(", ", shape.ToArray().Select(size => size < 0 ? "any" : $"{size}"))}]";
        if (!found.TryGetValue(name, out var node))
            throw new InvalidDataException($"{Path}: expected {expected}; the graph has {string.Join(", ", found.Keys)}.");
        var fits = node.IsTensor && node.ElementDataType == type && node.Dimensions.Length == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++)
            fits = shape[i] < 0 || node.Dimensions[i] < 0 || node.Dimensions[i] == shape[i];
        if (!fits)
            throw new InvalidDataException(
                $"{Path}: expected {expected}, found {node.ElementDataType} "
                    + $"[{string.Join(", ", node.Dimensions.Select(size => size < 0 ? "any" : $"{size}"))}]."
            );
    }
}
