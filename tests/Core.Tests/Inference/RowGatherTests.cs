using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Testing;

namespace Serverless.Core.Tests.Inference;

/// <summary>Rows picked by a graph, as on a GPU, run on processors here; and what a start says that cannot have its GPU.</summary>
public sealed class RowGatherTests
{
    private static readonly RuntimeSettings Processors = new(1);

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 0, 2, 2, 1)]
    [InlineData(1)]
    public void The_graph_picks_the_rows_that_copying_picks(params int[] rows)
    {
        using var session = GraphSession.Load("rows", RowGather.Graph, Processors);
        using var source = OrtValue.CreateTensorValueFromMemory([.. Enumerable.Range(0, 24).Select(i => (float)i)], [3, 2, 4]);
        using var copied = new RowGather(null).Pick(source, rows, default);
        using var picked = new RowGather(session).Pick(source, rows, default);
        Assert.Equal(copied.GetTensorTypeAndShape().Shape, picked.GetTensorTypeAndShape().Shape);
        Assert.Equal(copied.GetTensorDataAsSpan<float>().ToArray(), picked.GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void A_GPU_that_the_runtime_was_not_built_for_is_an_error_that_names_what_there_is()
    {
        var wrong = Assert.Throws<InvalidDataException>(() =>
            LoadedModels.Load(
                new ModelFolders(Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
                Processors with
                {
                    Provider = ExecutionProvider.Cuda,
                }
            )
        );
        Assert.Contains("cuda", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("CPUExecutionProvider", wrong.Message, StringComparison.Ordinal);
    }
}
