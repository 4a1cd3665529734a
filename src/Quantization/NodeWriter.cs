using Serverless.Quantization.Onnx;

namespace Serverless.Quantization;

/// <summary>Writes nodes of a graph in their order, with names that nothing else has.</summary>
/// <param name="prefix">Begins every new name.</param>
internal sealed class NodeWriter(string prefix)
{
    private int _next;

    /// <summary>What was written.</summary>
    public List<NodeProto> Nodes { get; } = [];

    /// <summary>A name that nothing else has.</summary>
    public string NewName(string part) => $"{prefix}/{part}/{_next++}";

    /// <summary>A node with one output.</summary>
    /// <param name="operation">Its operator.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="output">The name of its output; null for a new one.</param>
    /// <returns>The name of its output.</returns>
    public string Add(string operation, IEnumerable<string> inputs, string? output = null) =>
        Add(new NodeProto { OpType = operation, Input = { inputs } }, [output ?? NewName(operation)])[0];

    /// <summary>A cast to float32.</summary>
    public string AddCast(string input)
    {
        var to = new AttributeProto
        {
            Name = "to",
            I = ElementType.Float,
            Type = AttributeProto.Types.AttributeType.Int,
        };
        return Add(
            new NodeProto
            {
                OpType = "Cast",
                Input = { input },
                Attribute = { to },
            },
            [NewName("Cast")]
        )[0];
    }

    /// <summary>A node with several outputs, all of new names.</summary>
    public IReadOnlyList<string> AddMany(string operation, string input, int outputs) =>
        Add(new NodeProto { OpType = operation, Input = { input } }, [.. Enumerable.Range(0, outputs).Select(_ => NewName(operation))]);

    private List<string> Add(NodeProto node, List<string> outputs)
    {
        node.Name = NewName("node");
        node.Output.Add(outputs);
        Nodes.Add(node);
        return outputs;
    }
}
