using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// A graph for pictures and one for texts (<c>vision_model</c>, <c>text_model</c>), which give embeddings that are not normalised: CLIP's
/// as <c>image_embeds</c> and <c>text_embeds</c>, SigLIP's as <c>pooler_output</c> of both.
/// </summary>
internal sealed class SplitEmbeddingGraphs : IEmbeddingGraphs
{
    private const string Pooled = "pooler_output";

    private readonly GraphSession _vision;
    private readonly GraphSession _text;
    private readonly string _imageOutput;
    private readonly string _textOutput;

    /// <exception cref="InvalidDataException">A graph differs from what is expected.</exception>
    public SplitEmbeddingGraphs(GraphSession vision, GraphSession text, PreprocessProfile profile)
    {
        (_vision, _text) = (vision, text);
        vision.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, profile.Height, profile.Width);
        vision.ExpectNoInputsBut(["pixel_values"]);
        _imageOutput = Output(vision, "image_embeds");
        text.ExpectInput("input_ids", TensorElementType.Int64, -1, -1);
        text.ExpectNoInputsBut(["input_ids", "attention_mask"]);
        _textOutput = Output(text, "text_embeds");
        text.ExpectOutput(_textOutput, TensorElementType.Float, -1, vision.ShapeOf(_imageOutput)[1]);
        TextLength = text.InputSize("input_ids", 1);
    }

    public int? TextLength { get; }

    public Func<TokenBatch, EmbeddedPairs> Look(OrtValue pixels, CancellationToken cancellationToken)
    {
        var (pictures, width) = Run(_vision, ["pixel_values"], [pixels], _imageOutput, cancellationToken);
        return texts =>
        {
            string[] names = _text.HasInput("attention_mask") ? ["input_ids", "attention_mask"] : ["input_ids"];
            var (embedded, _) = Run(_text, names, [.. new[] { texts.Ids, texts.Mask }.Take(names.Length)], _textOutput, cancellationToken);
            return new EmbeddedPairs(pictures, embedded, width, null);
        };
    }

    private static string Output(GraphSession graph, string preferred)
    {
        var name = graph.OutputNames.Contains(preferred) || !graph.OutputNames.Contains(Pooled) ? preferred : Pooled;
        graph.ExpectOutput(name, TensorElementType.Float, -1, -1);
        return name;
    }

    private static (float[] Values, int Width) Run(
        GraphSession graph,
        string[] names,
        OrtValue[] inputs,
        string output,
        CancellationToken cancellationToken
    )
    {
        using var embedded = graph.Run(names, inputs, [output], cancellationToken)[0];
        return (embedded.GetTensorDataAsSpan<float>().ToArray(), (int)embedded.GetTensorTypeAndShape().Shape[1]);
    }
}
