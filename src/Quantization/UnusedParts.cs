using Serverless.Quantization.Onnx;

namespace Serverless.Quantization;

/// <summary>Removes constants and casts that nothing takes any more.</summary>
internal static class UnusedParts
{
    private static readonly string[] Removable = ["Cast", "Constant", "Identity", "Transpose"];

    public static void Remove(GraphProto graph)
    {
        foreach (var inner in Inner(graph))
            Remove(inner);
        int before;
        do
        {
            before = graph.Node.Count;
            var used = Used(graph);
            Keep(graph, node => !Removable.Contains(node.OpType) || node.Output.Any(used.Contains));
        } while (graph.Node.Count < before);

        var left = Used(graph);
        var kept = graph.Initializer.Where(tensor => left.Contains(tensor.Name)).ToList();
        graph.Initializer.Clear();
        graph.Initializer.Add(kept);
    }

    private static IEnumerable<GraphProto> Inner(GraphProto graph) =>
        graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.G).OfType<GraphProto>();

    /// <summary>Everything that is taken in a graph and in those inside it, and what it gives.</summary>
    private static HashSet<string> Used(GraphProto graph) =>
        [.. graph.Node.SelectMany(node => node.Input), .. graph.Output.Select(output => output.Name), .. Inner(graph).SelectMany(Used)];

    private static void Keep(GraphProto graph, Func<NodeProto, bool> isKept)
    {
        var kept = graph.Node.Where(isKept).ToList();
        graph.Node.Clear();
        graph.Node.Add(kept);
    }
}
