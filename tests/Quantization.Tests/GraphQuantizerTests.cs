using Microsoft.ML.OnnxRuntime;
using Serverless.Quantization.Onnx;

namespace Serverless.Quantization.Tests;

/// <summary>Toy graphs: each form of a product or look-up, and what must stay as it is.</summary>
public sealed class GraphQuantizerTests
{
    private const int Width = 64,
        Columns = 48;

    private static readonly float[] Inputs = ToyGraph.Numbers(5 * Width, seed: 1);
    private static readonly float[] Matrix = ToyGraph.Numbers(Width * Columns, seed: 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_product_with_a_constant_becomes_one_of_integers_and_stays_near(bool isHalf)
    {
        var toy = Product();
        if (isHalf)
        {
            toy.Graph.Initializer[0] = ToyGraph.HalfTensor("stored", Matrix, Width, Columns);
            toy.Graph.Node.Insert(0, ToyGraph.Node("Cast", ["stored"], "w", ToyGraph.Attribute("to", ElementType.Float)));
        }

        var (model, report) = toy.Quantize();
        Assert.Equal(1, report.NodesChanged);
        Assert.Equal(["DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul", "Mul"], model.Graph.Node.Select(node => node.OpType));
        Assert.Equal([ElementType.Int8, ElementType.Float], model.Graph.Initializer.Select(tensor => tensor.DataType));
        Assert.True(report.BytesAfter < report.BytesBefore);
        Near(Run(toy.Model), Run(model));
    }

    [Fact]
    public void Weights_keep_to_seven_bits_where_they_are_multiplied()
    {
        var (model, _) = Product().Quantize();
        var bytes = model.Graph.Initializer[0].RawData.ToByteArray().Select(one => (int)(sbyte)one).ToList();
        Assert.Equal((-63, 63), (Math.Max(-63, bytes.Min()), Math.Min(63, bytes.Max())));
        Assert.All(bytes, one => Assert.InRange(one, -63, 63));
        for (var column = 0; column < Columns; column++)
            Assert.Equal(63, Enumerable.Range(0, Width).Max(row => Math.Abs(bytes[(row * Columns) + column])));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Gemm_keeps_its_bias_and_its_turned_matrix(bool isTransposed, bool hasBias)
    {
        var toy = new ToyGraph();
        long[] sizes = isTransposed ? [Columns, Width] : [Width, Columns];
        toy.Graph.Initializer.Add(ToyGraph.Tensor("w", Matrix, sizes));
        toy.Graph.Initializer.Add(ToyGraph.Tensor("c", ToyGraph.Numbers(Columns, 3), Columns));
        var gemm = ToyGraph.Node("Gemm", hasBias ? ["x", "w", "c"] : ["x", "w"], "y", ToyGraph.Attribute("transB", isTransposed ? 1 : 0));
        toy.Graph.Node.Add(gemm);
        InOut(toy);
        var (model, report) = toy.Quantize();
        Assert.Equal(1, report.NodesChanged);
        Assert.DoesNotContain(model.Graph.Node, node => node.OpType == "Gemm");
        Near(Run(toy.Model), Run(model));
    }

    [Fact]
    public void A_table_of_embeddings_keeps_a_scale_for_each_row()
    {
        var toy = new ToyGraph();
        var table = Matrix.Select((value, i) => value * (1 + (i / Columns))).ToArray(); // later rows are larger
        toy.Graph.Initializer.Add(ToyGraph.Tensor("w", table, Width, Columns));
        toy.Graph.Node.Add(ToyGraph.Node("Gather", ["w", "ids"], "y"));
        toy.Graph.Input.Add(ToyGraph.Ids("ids", 2));
        toy.Graph.Output.Add(ToyGraph.Floats("y", 3));
        var (model, report) = toy.Quantize();
        Assert.Equal(1, report.NodesChanged);
        using var ids = OrtValue.CreateTensorValueFromMemory(new long[] { 0, 63, 5, 1 }, [2, 2]);
        var found = ToyGraph.Run(model, ("ids", ids));
        foreach (var (row, i) in new[] { 0, 63, 5, 1 }.Select((row, i) => (row, i)))
        {
            for (var column = 0; column < Columns; column++)
                Assert.Equal(table[(row * Columns) + column], found[(i * Columns) + column], (row + 1) / 253f); // half a step
        }
    }

    [Fact]
    public void Branches_share_the_matrix_of_the_graph_around_them()
    {
        var toy = new ToyGraph();
        toy.Graph.Initializer.Add(ToyGraph.Tensor("w", Matrix, Width, Columns));
        toy.Graph.Node.Add(
            ToyGraph.Node(
                "If",
                ["flag"],
                "y",
                ToyGraph.Attribute("then_branch", Branch("a")),
                ToyGraph.Attribute("else_branch", Branch("b"))
            )
        );
        toy.Graph.Input.Add(ToyGraph.Flag("flag"));
        InOut(toy);
        var (model, report) = toy.Quantize();
        Assert.Equal(2, report.NodesChanged);
        Assert.Equal(2, model.Graph.Initializer.Count); // the values and the scales, once
        foreach (var flag in (bool[])[true, false])
        {
            using var first = OrtValue.CreateTensorValueFromMemory([flag], []);
            using var x = OrtValue.CreateTensorValueFromMemory(Inputs, [5, Width]);
            Near(ToyGraph.Run(toy.Model, ("flag", first), ("x", x)), ToyGraph.Run(model, ("flag", first), ("x", x)));
        }

        static GraphProto Branch(string name) =>
            new()
            {
                Name = name,
                Node = { ToyGraph.Node("MatMul", ["x", "w"], name) },
                Output = { ToyGraph.Floats(name, 2) },
            };
    }

    [Fact]
    public void Products_of_one_input_quantise_it_once()
    {
        var toy = new ToyGraph();
        toy.Graph.Initializer.Add(ToyGraph.Tensor("w", Matrix, Width, Columns));
        toy.Graph.Initializer.Add(ToyGraph.Tensor("v", ToyGraph.Numbers(Width * Columns, 4), Width, Columns));
        toy.Graph.Node.Add(ToyGraph.Node("MatMul", ["x", "w"], "one"));
        toy.Graph.Node.Add(ToyGraph.Node("MatMul", ["x", "v"], "two"));
        toy.Graph.Node.Add(ToyGraph.Node("Add", ["one", "two"], "y"));
        InOut(toy);
        var (model, report) = toy.Quantize();
        Assert.Equal(2, report.NodesChanged);
        Assert.Single(model.Graph.Node, node => node.OpType == "DynamicQuantizeLinear");
        Near(Run(toy.Model), Run(model));
    }

    [Theory]
    [InlineData("transA")]
    [InlineData("alpha")]
    [InlineData("small")]
    [InlineData("given")]
    public void What_cannot_be_quantised_stays_as_it_is(string what)
    {
        var toy = new ToyGraph();
        var size = what == "small" ? 8 : Width;
        toy.Graph.Initializer.Add(ToyGraph.Tensor("w", ToyGraph.Numbers(size * size, 5), size, size));
        var gemm = ToyGraph.Node("Gemm", ["x", "w"], "y");
        if (what == "transA")
            gemm.Attribute.Add(ToyGraph.Attribute("transA", 1));
        if (what == "alpha")
            gemm.Attribute.Add(ToyGraph.Attribute("alpha", 0.5f));
        toy.Graph.Node.Add(gemm);
        InOut(toy);
        if (what == "given")
            toy.Graph.Input.Add(ToyGraph.Floats("w", 2)); // a caller may replace it
        var (model, report) = toy.Quantize();
        Assert.Equal(0, report.NodesChanged);
        Assert.Equal(toy.Model, model);
    }

    [Fact]
    public void What_is_no_ONNX_file_or_too_old_is_refused()
    {
        using var garbage = new MemoryStream("no graph"u8.ToArray());
        Assert.Throws<InvalidDataException>(() => OnnxQuantizer.QuantizeToInt8(garbage, Stream.Null));
        using var empty = new MemoryStream();
        Assert.Throws<InvalidDataException>(() => OnnxQuantizer.QuantizeToInt8(empty, Stream.Null));
        var toy = Product();
        toy.Model.OpsetImport[0].Version = 10;
        Assert.Contains("version 11", Assert.Throws<InvalidDataException>(() => toy.Quantize()).Message, StringComparison.Ordinal);
    }

    private static ToyGraph Product()
    {
        var toy = new ToyGraph();
        toy.Graph.Initializer.Add(ToyGraph.Tensor("w", Matrix, Width, Columns));
        toy.Graph.Node.Add(ToyGraph.Node("MatMul", ["x", "w"], "y"));
        InOut(toy);
        return toy;
    }

    private static void InOut(ToyGraph toy)
    {
        toy.Graph.Input.Add(ToyGraph.Floats("x", 2));
        toy.Graph.Output.Add(ToyGraph.Floats("y", 2));
    }

    private static float[] Run(ModelProto model)
    {
        using var x = OrtValue.CreateTensorValueFromMemory(Inputs, [5, Width]);
        return ToyGraph.Run(model, ("x", x));
    }

    /// <summary>Half a step of 2/255 in each input and of 1/63 in each weight, over 64 of both: far below this in a random sum.</summary>
    private static void Near(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 0.15f);
    }
}
