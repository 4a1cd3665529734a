using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>One graph from pixels to picture tokens (<c>encoder_model</c>), which knows no prompt.</summary>
internal sealed class VisionEncoderDecoderEncoder : ICaptionEncoder
{
    private const string Hidden = "last_hidden_state";

    private readonly GraphSession _graph;

    /// <exception cref="InvalidDataException">The graph is missing, or differs from the configuration.</exception>
    public VisionEncoderDecoderEncoder(string folder, PreprocessProfile profile, CaptionerConfig config, GraphSessions sessions)
    {
        _graph = sessions.Open(ModelFiles.GetPath(folder, "encoder_model"));
        _graph.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, profile.Height, profile.Width);
        _graph.ExpectOutput(Hidden, TensorElementType.Float, -1, -1, config.EncoderWidth);
        _graph.ExpectNoInputsBut(["pixel_values"]);
    }

    public EncodedPictures Encode(IReadOnlyList<PixelTensor> pixels, CancellationToken cancellationToken)
    {
        using var input = PixelBatch.Create(pixels);
        return new EncodedPictures(_graph.Run(["pixel_values"], [input], [Hidden], cancellationToken)[0]);
    }

    public EncodedPictures EncodeFor(EncodedPictures pictures, CaptionDetail detail, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("This captioner knows one level of detail.");
}
