using Serverless.Quantization.Onnx;

namespace Serverless.Quantization;

/// <summary>
/// Quantises one graph and the graphs inside it. A product with a constant matrix becomes DynamicQuantizeLinear, MatMulInteger and two
/// multiplications, in the order that the runtime knows to run as one; a table of embeddings becomes int8 rows with a scale each.
/// </summary>
/// <param name="names">Makes names that no graph of the file has.</param>
internal sealed class GraphQuantizer(Func<string> names)
{
    /// <summary>Smaller matrices are not worth their further nodes.</summary>
    private const int MinElements = 1_024;

    /// <summary>Nodes that were changed.</summary>
    public int Changed { get; private set; }

    public void Quantize(GraphProto graph, Scope? outer)
    {
        var scope = new Scope(graph, outer);
        var writer = new NodeWriter(names());
        foreach (var node in graph.Node)
        {
            foreach (var inner in node.Attribute.Where(attribute => attribute.G is not null))
                Quantize(inner.G, scope);
            if (IsOfOnnx(node) && TryReplace(node, scope, writer))
                Changed++;
            else
                writer.Nodes.Add(node);
        }

        graph.Node.Clear();
        graph.Node.Add(writer.Nodes);
    }

    private static bool IsOfOnnx(NodeProto node) => node.Domain is "" or "ai.onnx";

    private static bool TryReplace(NodeProto node, Scope scope, NodeWriter writer) =>
        node.OpType switch
        {
            "MatMul" => TryReplaceProduct(node, scope, writer, isTransposed: false),
            "Gemm" => HasPlainFactors(node) && TryReplaceProduct(node, scope, writer, Int(node, "transB") == 1),
            "Gather" => Int(node, "axis") == 0 && TryReplaceLookUp(node, scope, writer),
            _ => false,
        };

    /// <summary>y = x w (+ c): x as bytes, w as int8; scales of both put the sum back.</summary>
    private static bool TryReplaceProduct(NodeProto node, Scope scope, NodeWriter writer, bool isTransposed)
    {
        if (FindLarge(node.Input[1], scope) is not var (tensor, owner))
            return false;
        var weights = Store($"{tensor.Name}{(isTransposed ? "^T" : "")}", owner, writer, () => Columns(tensor, isTransposed));
        var bytes = QuantizeInput(node.Input[0], scope, writer);
        var sums = writer.AddCast(writer.Add("MatMulInteger", [bytes.Values, weights.Values, bytes.ZeroPoint]));
        var scale = writer.Add("Mul", [bytes.Scale, weights.Scales]);
        var hasBias = node.Input.Count > 2 && node.Input[2].Length > 0;
        var product = writer.Add("Mul", [sums, scale], hasBias ? null : node.Output[0]);
        if (hasBias)
            writer.Add("Add", [product, node.Input[2]], node.Output[0]);
        return true;
    }

    private static bool TryReplaceLookUp(NodeProto node, Scope scope, NodeWriter writer)
    {
        if (FindLarge(node.Input[0], scope) is not var (tensor, owner))
            return false;
        var table = Store($"{tensor.Name}^rows", owner, writer, () => Rows(tensor));
        var values = writer.AddCast(writer.Add("Gather", [table.Values, node.Input[1]]));
        var scales = writer.Add("Gather", [table.Scales, node.Input[1]]);
        writer.Add("Mul", [values, scales], node.Output[0]);
        return true;
    }

    private static (TensorProto Tensor, Scope Owner)? FindLarge(string name, Scope scope) =>
        scope.FindMatrix(name) is var (tensor, owner) && tensor.Dims[0] * tensor.Dims[1] >= MinElements ? (tensor, owner) : null;

    /// <summary>The same input of several products is quantised once a graph.</summary>
    private static QuantizedInput QuantizeInput(string input, Scope scope, NodeWriter writer)
    {
        if (!scope.Inputs.TryGetValue(input, out var quantized))
        {
            var outputs = writer.AddMany("DynamicQuantizeLinear", input, 3);
            scope.Inputs[input] = quantized = new QuantizedInput(outputs[0], outputs[1], outputs[2]);
        }

        return quantized;
    }

    /// <summary>The same matrix is stored once, where the exact one stood, in whichever graph it is used.</summary>
    private static StoredMatrix Store(string key, Scope owner, NodeWriter writer, Func<(Int8Matrix Matrix, long[] ScaleSizes)> quantize)
    {
        if (!owner.Stored.TryGetValue(key, out var stored))
        {
            var (matrix, sizes) = quantize();
            owner.Stored[key] = stored = new StoredMatrix(writer.NewName("weights"), writer.NewName("scales"));
            owner.Graph.Initializer.Add(matrix.ToTensor(stored.Values));
            owner.Graph.Initializer.Add(matrix.ToScaleTensor(stored.Scales, sizes));
        }

        return stored;
    }

    private static (Int8Matrix Matrix, long[] ScaleSizes) Columns(TensorProto tensor, bool isTransposed)
    {
        var weights = Weights.Read(tensor);
        var matrix = Int8Matrix.ByColumn(isTransposed ? weights.Transposed() : weights);
        return (matrix, [matrix.Columns]);
    }

    private static (Int8Matrix Matrix, long[] ScaleSizes) Rows(TensorProto tensor)
    {
        var matrix = Int8Matrix.ByRow(Weights.Read(tensor));
        return (matrix, [matrix.Rows, 1]);
    }

    /// <summary>y = a x' w' + b c with a and b of 1 and x as it is.</summary>
    private static bool HasPlainFactors(NodeProto node) =>
        Int(node, "transA") == 0
        && node.Attribute.Where(attribute => attribute.Name is "alpha" or "beta").All(attribute => attribute.F == 1);

    private static long Int(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.I ?? 0;
}
