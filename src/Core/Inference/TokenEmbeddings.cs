using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Serverless.Core.Inference;

/// <summary>The decoder takes embeddings, which a graph of their own makes (<c>embed_tokens</c>: <c>input_ids</c> to
/// <c>inputs_embeds</c>).</summary>
internal sealed class TokenEmbeddings : ITokenInput
{
    private readonly GraphSession _graph;
    private readonly int _width;

    /// <param name="graph">The embedding graph.</param>
    /// <param name="width">Size of an embedding.</param>
    /// <exception cref="InvalidDataException">The graph differs from what is expected.</exception>
    public TokenEmbeddings(GraphSession graph, int width)
    {
        (_graph, _width) = (graph, width);
        graph.ExpectInput("input_ids", TensorElementType.Int64, -1, -1);
        graph.ExpectOutput(Name, TensorElementType.Float, -1, -1, width);
        graph.ExpectNoInputsBut(["input_ids"]);
    }

    public string Name => "inputs_embeds";

    public void Verify(GraphSession decoder) => decoder.ExpectInput(Name, TensorElementType.Float, -1, -1, _width);

    public OrtValue Embed(OrtValue ids, CancellationToken cancellationToken) =>
        _graph.Run(["input_ids"], [ids], [Name], cancellationToken)[0];
}
