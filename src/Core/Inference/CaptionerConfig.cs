using System.Text.Json;

namespace Serverless.Core.Inference;

/// <summary>What <c>config.json</c> of a captioner promises of its graphs.</summary>
/// <param name="Layout">How its graphs are cut.</param>
/// <param name="EncoderWidth">Size of a picture token.</param>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Heads">Attention heads of a decoder layer.</param>
/// <param name="HeadWidth">Size of a head.</param>
/// <param name="VocabularySize">Logits in a row.</param>
/// <param name="MaxPositions">Most tokens the decoder has positions for.</param>
internal sealed record CaptionerConfig(
    CaptionerLayout Layout,
    int EncoderWidth,
    int Layers,
    int Heads,
    int HeadWidth,
    int VocabularySize,
    int MaxPositions
)
{
    /// <exception cref="InvalidDataException">It is another kind of model, or a size is missing: none is guessed.</exception>
    public static CaptionerConfig Read(string path)
    {
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        return JsonFile.GetString(root, "model_type") switch
        {
            "vision-encoder-decoder" => ReadVisionEncoderDecoder(root, path),
            "florence2" => ReadFlorence(root, path),
            var kind => throw new InvalidDataException(
                $"{path}: model_type '{kind}' is not supported; 'vision-encoder-decoder' and 'florence2' are."
            ),
        };
    }

    /// <summary>The longest caption where the model's files say nothing of it, in tokens, start token included.</summary>
    /// <param name="detail">How much is said.</param>
    public int UnstatedMaxLength(CaptionDetail detail) =>
        (Layout, detail) switch
        {
            (CaptionerLayout.VisionEncoderDecoder, _) => 20, // transformers' default
            (_, CaptionDetail.Brief) => 64,
            (_, CaptionDetail.Detailed) => 128,
            _ => 256,
        };

    private static CaptionerConfig ReadVisionEncoderDecoder(JsonElement root, string path)
    {
        if (!root.TryGetProperty("encoder", out var encoder) || !root.TryGetProperty("decoder", out var decoder))
            throw new InvalidDataException($"{path}: encoder or decoder is missing.");
        return ReadDecoder(CaptionerLayout.VisionEncoderDecoder, Size(encoder, path, "hidden_size"), decoder, path);
    }

    /// <summary>
    /// Two spellings: <c>florence2_language</c> and <c>davit</c> (onnx-community), <c>bart</c> and <c>florence_vision</c> (transformers
    /// from 4.56 on). What is needed is written alike in both; what vision_config says of the vision encoder its graph holds.
    /// </summary>
    private static CaptionerConfig ReadFlorence(JsonElement root, string path)
    {
        if (!root.TryGetProperty("text_config", out var text))
            throw new InvalidDataException($"{path}: text_config is missing.");
        var kind = JsonFile.GetString(text, "model_type");
        if (kind is not ("florence2_language" or "bart" or null))
            throw new InvalidDataException($"{path}: text_config.model_type '{kind}' is not known; 'florence2_language' and 'bart' are.");
        return ReadDecoder(CaptionerLayout.Florence2, Size(text, path, "d_model"), text, path);
    }

    private static CaptionerConfig ReadDecoder(CaptionerLayout layout, int encoderWidth, JsonElement decoder, string path)
    {
        var heads = Size(decoder, path, "n_head", "decoder_attention_heads", "num_attention_heads");
        var width = Size(decoder, path, "n_embd", "d_model", "hidden_size");
        if (width % heads != 0)
            throw new InvalidDataException($"{path}: a decoder width of {width} does not divide into {heads} heads.");
        return new CaptionerConfig(
            layout,
            encoderWidth,
            Size(decoder, path, "n_layer", "decoder_layers", "num_hidden_layers"),
            heads,
            width / heads,
            Size(decoder, path, "vocab_size"),
            Size(decoder, path, "n_positions", "max_position_embeddings")
        );
    }

    private static int Size(JsonElement part, string path, params string[] names) =>
        names.Select(name => JsonFile.GetInt32(part, name)).FirstOrDefault(value => value is > 0)
        ?? throw new InvalidDataException($"{path}: none of {string.Join(", ", names)} is there.");
}
