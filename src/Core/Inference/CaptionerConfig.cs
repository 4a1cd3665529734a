using System.Text.Json;

namespace Serverless.Core.Inference;

/// <summary>What <c>config.json</c> of a vision-encoder-decoder model promises of its graphs.</summary>
/// <param name="EncoderWidth">Size of a picture token.</param>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Heads">Attention heads of a decoder layer.</param>
/// <param name="HeadWidth">Size of a head.</param>
/// <param name="VocabularySize">Logits in a row.</param>
/// <param name="MaxPositions">Most tokens the decoder has positions for.</param>
internal sealed record CaptionerConfig(int EncoderWidth, int Layers, int Heads, int HeadWidth, int VocabularySize, int MaxPositions)
{
    /// <exception cref="InvalidDataException">It is another kind of model, or a size is missing: none is guessed.</exception>
    public static CaptionerConfig Read(string path)
    {
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        var kind = JsonFile.GetString(root, "model_type");
        if (kind != "vision-encoder-decoder")
            throw new InvalidDataException($"{path}: model_type '{kind}' is not supported; 'vision-encoder-decoder' is.");
        if (!root.TryGetProperty("encoder", out var encoder) || !root.TryGetProperty("decoder", out var decoder))
            throw new InvalidDataException($"{path}: encoder or decoder is missing.");
        var heads = Size(decoder, path, "n_head", "decoder_attention_heads", "num_attention_heads");
        var width = Size(decoder, path, "n_embd", "d_model", "hidden_size");
        if (width % heads != 0)
            throw new InvalidDataException($"{path}: a decoder width of {width} does not divide into {heads} heads.");
        return new CaptionerConfig(
            Size(encoder, path, "hidden_size"),
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
