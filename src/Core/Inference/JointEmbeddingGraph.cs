using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>One graph for pictures and texts (<c>model</c>), which holds the scale of its logits.</summary>
internal sealed class JointEmbeddingGraph : IEmbeddingGraphs
{
    private static readonly string[] Outputs = ["image_embeds", "text_embeds", "logits_per_image"];

    private readonly GraphSession _graph;
    private readonly bool _takesMask;

    /// <exception cref="InvalidDataException">The graph differs from what is expected.</exception>
    public JointEmbeddingGraph(GraphSession graph, PreprocessProfile profile)
    {
        _graph = graph;
        graph.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, profile.Height, profile.Width);
        graph.ExpectInput("input_ids", TensorElementType.Int64, -1, -1);
        _takesMask = graph.HasInput("attention_mask");
        if (_takesMask)
            graph.ExpectInput("attention_mask", TensorElementType.Int64, -1, -1);
        foreach (var output in Outputs)
            graph.ExpectOutput(output, TensorElementType.Float, -1, -1);
        graph.ExpectNoInputsBut(["pixel_values", "input_ids", "attention_mask"]);
        TextLength = graph.InputSize("input_ids", 1);
    }

    public int? TextLength { get; }

    public Func<TokenBatch, EmbeddedPairs> Look(OrtValue pixels, CancellationToken cancellationToken) =>
        texts => Run(pixels, texts, cancellationToken);

    private EmbeddedPairs Run(OrtValue pixels, TokenBatch texts, CancellationToken cancellationToken)
    {
        string[] names = _takesMask ? ["pixel_values", "input_ids", "attention_mask"] : ["pixel_values", "input_ids"];
        OrtValue[] inputs = _takesMask ? [pixels, texts.Ids, texts.Mask] : [pixels, texts.Ids];
        var outputs = _graph.Run(names, inputs, Outputs, cancellationToken);
        try
        {
            var values = outputs.Select(output => output.GetTensorDataAsSpan<float>().ToArray()).ToList();
            return new EmbeddedPairs(values[0], values[1], (int)outputs[0].GetTensorTypeAndShape().Shape[1], values[2]);
        }
        finally
        {
            RuntimeMemory.DisposeAll(outputs);
        }
    }
}
