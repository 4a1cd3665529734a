using Serverless.Quantization.Onnx;

namespace Serverless.Quantization;

/// <summary>What a graph sees by name: its own constants and those of the graphs around it.</summary>
internal sealed class Scope
{
    private readonly Scope? _outer;
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _widened = new(StringComparer.Ordinal);

    public Scope(GraphProto graph, Scope? outer)
    {
        (Graph, _outer) = (graph, outer);
        foreach (var initializer in graph.Initializer)
            _constants[initializer.Name] = initializer;
        foreach (var node in graph.Node.Where(node => node.OpType == "Constant"))
        {
            if (node.Attribute.FirstOrDefault(attribute => attribute.Name == "value") is { T: { } value })
                _constants[node.Output[0]] = value;
        }

        foreach (var input in graph.Input)
            _constants.Remove(input.Name); // a caller may give another
        foreach (var node in graph.Node)
            AddCast(node);
    }

    public GraphProto Graph { get; }

    /// <summary>Matrices that were stored in this graph.</summary>
    public Dictionary<string, StoredMatrix> Stored { get; } = new(StringComparer.Ordinal);

    /// <summary>Inputs of products that this graph has quantised already.</summary>
    public Dictionary<string, QuantizedInput> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>A matrix of float32 at this name, as it stands or cast from float16, with the graph that holds it; null where there is
    /// none.</summary>
    public (TensorProto Tensor, Scope Owner)? FindMatrix(string name)
    {
        if (_constants.TryGetValue(name, out var found))
            return Weights.IsMatrix(found) && (found.DataType == ElementType.Float || _widened.Contains(name)) ? (found, this) : null;
        return Graph.Node.Any(node => node.Output.Contains(name)) ? null : _outer?.FindMatrix(name);
    }

    private void AddCast(NodeProto node)
    {
        var isToFloat =
            node.OpType == "Cast"
            && node.Attribute.FirstOrDefault(attribute => attribute.Name == "to") is { I: ElementType.Float }
            && Constant(node.Input[0]) is { DataType: ElementType.Float16 };
        if (!isToFloat)
            return;
        _constants[node.Output[0]] = Constant(node.Input[0])!;
        _widened.Add(node.Output[0]);
    }

    private TensorProto? Constant(string name) => _constants.TryGetValue(name, out var found) ? found : _outer?.Constant(name);
}

/// <summary>Names of a matrix and its scales.</summary>
internal sealed record StoredMatrix(string Values, string Scales);

/// <summary>Names of an input as bytes, with their scale and zero point.</summary>
internal sealed record QuantizedInput(string Values, string Scale, string ZeroPoint);
