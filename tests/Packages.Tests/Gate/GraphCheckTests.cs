using Serverless.Packages.Contract;
using Serverless.Packages.Gate;

namespace Serverless.Packages.Tests.Gate;

public sealed class GraphCheckTests : IDisposable
{
    private static readonly CaptionContract Contract = new() { Name = "a", Version = "1.0.0" };

    private readonly string _folder = Directory.CreateTempSubdirectory("caption-gate-").FullName;

    [Fact]
    public void The_graphs_of_captioners_are_taken() => Assert.Null(Checks().Check(TestPackages.Tiny, Contract));

    [Fact]
    public void A_file_of_96_bytes_that_wants_gigabytes_is_refused()
    {
        var graph = new OnnxBytes()
            .Message(1, OnnxBytes.Node("ConstantOfShape", "s", "y"))
            .Message(5, OnnxBytes.Shape("s", 1 << 20, 1 << 12));
        Assert.InRange(OnnxBytes.Model(graph).Length, 1, 96);
        Assert.Equal("shape", RuleOf(OnnxBytes.Model(graph)));
    }

    [Theory]
    [InlineData("Expand")]
    [InlineData("Tile")]
    public void A_tensor_that_is_blown_up_is_refused(string name)
    {
        var node = new OnnxBytes().Text(1, "x").Text(1, "s").Text(2, "y").Text(4, name);
        Assert.Equal("shape", RuleOf(OnnxBytes.Model(new OnnxBytes().Message(5, OnnxBytes.Shape("s", 1L << 40)).Message(1, node))));
    }

    [Fact]
    public void Weights_that_are_announced_larger_than_memory_are_refused()
    {
        var tensor = new OnnxBytes().Number(1, 1L << 40).Number(2, 1).Text(8, "w");
        Assert.Equal("shape", RuleOf(OnnxBytes.Model(new OnnxBytes().Message(5, tensor))));
    }

    [Theory]
    [InlineData("Loop", "")]
    [InlineData("Scan", "ai.onnx")]
    [InlineData("PyOp", "com.evil")]
    [InlineData("RandomNormal", "")]
    public void An_operator_that_is_not_listed_is_refused(string name, string domain) =>
        Assert.Equal("operator", RuleOf(OnnxBytes.Model(new OnnxBytes().Message(1, OnnxBytes.Node(name, "x", "y", domain)))));

    [Fact]
    public void An_operator_within_a_branch_is_refused_too_unless_it_was_allowed()
    {
        var branch = new OnnxBytes().Text(1, "then_branch").Message(6, new OnnxBytes().Message(1, OnnxBytes.Node("Loop", "x", "y")));
        var model = OnnxBytes.Model(new OnnxBytes().Message(1, OnnxBytes.Node("If", "c", "y").Message(5, branch)));
        Assert.Equal("operator", RuleOf(model));
        Assert.Null(RuleOf(model, "Loop"));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(99)]
    public void An_opset_out_of_range_is_refused(long opset) =>
        Assert.Equal("opset", RuleOf(OnnxBytes.Model(new OnnxBytes().Message(1, OnnxBytes.Node("Abs", "x", "y")), opset)));

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("missing.data")]
    [InlineData("")]
    public void Weights_outside_of_the_package_are_refused(string location)
    {
        var entry = new OnnxBytes().Text(1, "location").Text(2, location);
        var tensor = new OnnxBytes().Number(1, 4).Number(2, 1).Text(8, "w").Message(13, entry).Number(14, 1);
        Assert.Equal("external_data", RuleOf(OnnxBytes.Model(new OnnxBytes().Message(5, tensor))));
    }

    [Fact]
    public void A_renamed_input_is_not_what_the_contract_says()
    {
        var input = new OnnxBytes().Text(1, "pixels");
        var contract = Contract with { Inputs = new() { ["a.onnx"] = [new TensorContract("pixel_values", "float", [])] } };
        File.WriteAllBytes(Path.Combine(_folder, "a.onnx"), OnnxBytes.Model(new OnnxBytes().Message(11, input)));
        Assert.Equal("contract", Checks().Check(_folder, contract)?.Rule);
    }

    [Fact]
    public void Graphs_that_are_nested_too_deeply_are_refused()
    {
        var graph = new OnnxBytes().Message(1, OnnxBytes.Node("Abs", "x", "y"));
        for (var i = 0; i < 200; i++)
            graph = new OnnxBytes().Message(1, OnnxBytes.Node("If", "c", "y").Message(5, new OnnxBytes().Text(1, "b").Message(6, graph)));
        Assert.Equal("graph", RuleOf(OnnxBytes.Model(graph)));
    }

    [Fact]
    public void A_damaged_file_is_refused_wherever_it_is_damaged()
    {
        var whole = File.ReadAllBytes(Path.Combine(TestPackages.Tiny, "onnx", "encoder_model.onnx"));
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var bytes = whole[..random.Next(1, Math.Min(whole.Length, 4_000))];
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(Path.Combine(_folder, "a.onnx"), bytes);
            Assert.NotNull(Checks().Check(_folder, Contract)); // refused, and no exception
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static GraphCheck Checks(params string[] more) => new(OperatorList.Embedded.With(more), 25, 1L << 30);

    private string? RuleOf(byte[] model, params string[] more)
    {
        File.WriteAllBytes(Path.Combine(_folder, "a.onnx"), model);
        return Checks(more).Check(_folder, Contract)?.Rule;
    }
}
