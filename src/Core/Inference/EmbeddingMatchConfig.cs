using System.Text.Json;

namespace Serverless.Core.Inference;

/// <summary>What <c>config.json</c> says of a model that compares embeddings. Published files leave out what is a default of
/// transformers; these defaults are taken.</summary>
/// <param name="IsSigmoid">SigLIP: its logits are of a sigmoid. CLIP: of a softmax over texts, which no single text has.</param>
/// <param name="MaxTokens">Most tokens of a text.</param>
/// <param name="PadId">What stands behind a text; null: the end token again.</param>
/// <param name="LogitScale">What a cosine is multiplied by where no graph does it; null where the file does not say.</param>
/// <param name="LogitBias">What is then added.</param>
internal sealed record EmbeddingMatchConfig(bool IsSigmoid, int MaxTokens, int? PadId, float? LogitScale, float LogitBias)
{
    private const int ClipTokens = 77,
        SiglipTokens = 64,
        SiglipPad = 1;

    /// <summary>ln of CLIP's scale before training.</summary>
    private const double InitialScale = 2.6592;

    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    public static EmbeddingMatchConfig Read(string path)
    {
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        var text = root.TryGetProperty("text_config", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        var positions = JsonFile.GetInt32(text, "max_position_embeddings");
        var scale = JsonFile.GetDouble(root, "logit_scale");
        if (JsonFile.GetString(root, "model_type") == "siglip")
            return new EmbeddingMatchConfig(
                IsSigmoid: true,
                positions ?? SiglipTokens,
                JsonFile.GetInt32(text, "pad_token_id") ?? SiglipPad,
                (float?)scale,
                (float)(JsonFile.GetDouble(root, "logit_bias") ?? 0)
            );
        scale ??= Math.Exp(JsonFile.GetDouble(root, "logit_scale_init_value") ?? InitialScale);
        // published files give a pad_token_id that the model never learned
        return new EmbeddingMatchConfig(IsSigmoid: false, Math.Min(positions ?? ClipTokens, ClipTokens), null, (float)scale, 0);
    }
}
