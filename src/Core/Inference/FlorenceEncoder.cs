using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// Florence-2's encoder: <c>vision_encoder</c> makes picture tokens of pixels, and <c>encoder_model</c> reads them together with a prompt
/// that says what is wanted. The picture tokens are kept, so that another prompt costs no second look.
/// </summary>
internal sealed class FlorenceEncoder : ICaptionEncoder
{
    private const string Features = "image_features",
        Embeddings = "inputs_embeds",
        Mask = "attention_mask",
        Hidden = "last_hidden_state";

    private readonly GraphSession _vision;
    private readonly GraphSession _encoder;
    private readonly int _width;
    private readonly Dictionary<CaptionDetail, float[]> _prompts;

    /// <param name="folder">The model's folder.</param>
    /// <param name="profile">What it takes.</param>
    /// <param name="config">What the graphs are held against.</param>
    /// <param name="tokens">Embeds the prompts.</param>
    /// <param name="sessions">Owns the sessions.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or a graph differs from the configuration.</exception>
    public FlorenceEncoder(
        string folder,
        PreprocessProfile profile,
        CaptionerConfig config,
        TokenEmbeddings tokens,
        GraphSessions sessions
    )
    {
        _width = config.EncoderWidth;
        _vision = sessions.Open(ModelFiles.GetPath(folder, "vision_encoder"));
        _vision.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, profile.Height, profile.Width);
        _vision.ExpectOutput(Features, TensorElementType.Float, -1, -1, _width);
        _vision.ExpectNoInputsBut(["pixel_values"]);
        _encoder = sessions.Open(ModelFiles.GetPath(folder, "encoder_model"));
        _encoder.ExpectInput(Embeddings, TensorElementType.Float, -1, -1, _width);
        _encoder.ExpectInput(Mask, TensorElementType.Int64, -1, -1);
        _encoder.ExpectOutput(Hidden, TensorElementType.Float, -1, -1, _width);
        _encoder.ExpectNoInputsBut([Embeddings, Mask]);
        _prompts = FlorencePrompts.Read(folder).ToDictionary(prompt => prompt.Key, prompt => Embed(tokens, prompt.Value));
    }

    /// <summary>What it can be asked for, the default first.</summary>
    public static IReadOnlyList<CaptionDetail> Details { get; } = [CaptionDetail.Brief, CaptionDetail.Detailed, CaptionDetail.Paragraph];

    public EncodedPictures Encode(IReadOnlyList<PixelTensor> pixels, CancellationToken cancellationToken)
    {
        using var input = PixelBatch.Create(pixels);
        var features = _vision.Run(["pixel_values"], [input], [Features], cancellationToken)[0];
        try
        {
            return new EncodedPictures(Read(features, CaptionDetail.Brief, cancellationToken), features);
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    public EncodedPictures EncodeFor(EncodedPictures pictures, CaptionDetail detail, CancellationToken cancellationToken) =>
        pictures.Features is { } features
            ? new EncodedPictures(Read(features, detail, cancellationToken))
            : throw new InvalidOperationException("These pictures were not encoded by this captioner.");

    private static float[] Embed(TokenEmbeddings tokens, IReadOnlyList<int> prompt)
    {
        using var ids = OrtValue.CreateTensorValueFromMemory([.. prompt.Select(id => (long)id)], [1, prompt.Count]);
        using var embedded = tokens.Embed(ids, CancellationToken.None);
        return embedded.GetTensorDataAsSpan<float>().ToArray();
    }

    private OrtValue Read(OrtValue features, CaptionDetail detail, CancellationToken cancellationToken)
    {
        using var input = Join(features, _prompts[detail]);
        using var mask = RuntimeMemory.OnesFor(input);
        return _encoder.Run([Embeddings, Mask], [input, mask], [Hidden], cancellationToken)[0];
    }

    /// <returns>[pictures, picture tokens + prompt tokens, width]: picture tokens first.</returns>
    private OrtValue Join(OrtValue features, float[] prompt)
    {
        var shape = features.GetTensorTypeAndShape().Shape;
        shape[1] += prompt.Length / _width;
        var joined = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);
        var from = features.GetTensorDataAsSpan<float>();
        var to = joined.GetTensorMutableDataAsSpan<float>();
        var size = from.Length / (int)shape[0];
        for (var picture = 0; picture < shape[0]; picture++)
        {
            var row = to.Slice(picture * (size + prompt.Length), size + prompt.Length);
            from.Slice(picture * size, size).CopyTo(row);
            prompt.CopyTo(row[size..]);
        }

        return joined;
    }
}
