using System.Text.Json;
using Serverless.Core.Generation;

namespace Serverless.Core.Inference;

/// <summary>
/// Reads the decoding defaults of a model: <c>generation_config.json</c>, else the same names in <c>config.json</c>. An option that would
/// change the words and is not done here (sampling, say) is refused, not ignored.
/// </summary>
internal static class GenerationConfigFile
{
    private static readonly (string Name, double Neutral)[] UnsupportedOptions =
    [
        ("diversity_penalty", 0),
        ("num_beam_groups", 1),
        ("penalty_alpha", 0),
        ("encoder_repetition_penalty", 1),
        ("encoder_no_repeat_ngram_size", 0),
        ("guidance_scale", 1),
    ];

    /// <param name="folder">The model's folder.</param>
    /// <param name="config">The vocabulary and the most tokens.</param>
    /// <param name="detail">How much is said; decides the length where no file does.</param>
    /// <exception cref="InvalidDataException">A file is damaged, a token is missing, or an option is not done here.</exception>
    public static GenerationOptions Read(string folder, CaptionerConfig config, CaptionDetail detail = CaptionDetail.Brief)
    {
        var path = Path.Combine(folder, "config.json");
        using var fallback = JsonFile.Open(path);
        var generationPath = Path.Combine(folder, "generation_config.json");
        using var preferred = File.Exists(generationPath) ? JsonFile.Open(generationPath) : null;
        JsonElement[] stated = preferred is null ? [fallback.RootElement] : [preferred.RootElement, fallback.RootElement];
        // an inner configuration repeats the tokens, and a max_length that is no more than transformers' default
        JsonElement[] sources = fallback.RootElement.TryGetProperty("text_config", out var inner) ? [.. stated, inner] : stated;
        if (sources.Any(source => JsonFile.GetBoolean(source, "do_sample")))
            throw new InvalidDataException($"{folder}: do_sample is not supported; captions are reproducible.");
        foreach (var (name, neutral) in UnsupportedOptions)
        {
            if (GetDouble(sources, name) is { } value && value != neutral)
                throw new InvalidDataException($"{folder}: {name} {value} is not supported.");
        }

        var endTokenIds = GetIds(sources, "eos_token_id");
        var options = new GenerationOptions
        {
            StartTokenId =
                GetInt32(sources, "decoder_start_token_id")
                ?? GetInt32(sources, "bos_token_id")
                ?? throw new InvalidDataException($"{folder}: decoder_start_token_id is missing."),
            EndTokenIds = endTokenIds,
            NumBeams = GetInt32(sources, "num_beams") ?? 1,
            MaxLength = Math.Min(
                GetInt32(stated, "max_new_tokens") is { } fresh
                    ? fresh + 1
                    : GetInt32(stated, "max_length") ?? config.UnstatedMaxLength(detail),
                config.MaxPositions
            ),
            MinLength = GetInt32(sources, "min_length") ?? 0,
            LengthPenalty = GetDouble(sources, "length_penalty") ?? 1,
            EarlyStopping = ReadEarlyStopping(sources, folder),
            NoRepeatNgramSize = GetInt32(sources, "no_repeat_ngram_size") ?? 0,
            RepetitionPenalty = (float)(GetDouble(sources, "repetition_penalty") ?? 1),
            ForcedStartTokenId = GetInt32(sources, "forced_bos_token_id"),
            ForcedEndTokenId = GetInt32(sources, "forced_eos_token_id"),
            SuppressedTokenIds = GetIds(sources, "suppress_tokens"),
            SuppressedAtStartTokenIds = GetIds(sources, "begin_suppress_tokens"),
        };
        return options.Validate(config.VocabularySize) is { } error ? throw new InvalidDataException($"{folder}: {error}.") : options;
    }

    private static int? GetInt32(JsonElement[] sources, string name) =>
        sources.Select(source => JsonFile.GetInt32(source, name)).FirstOrDefault(value => value is not null);

    private static double? GetDouble(JsonElement[] sources, string name) =>
        sources.Select(source => JsonFile.GetDouble(source, name)).FirstOrDefault(value => value is not null);

    private static int[] GetIds(JsonElement[] sources, string name)
    {
        foreach (var source in sources)
        {
            if (!source.TryGetProperty(name, out var value))
                continue;
            if (value.ValueKind == JsonValueKind.Number)
                return [value.GetInt32()];
            if (value.ValueKind == JsonValueKind.Array)
                return [.. value.EnumerateArray().Select(id => id.GetInt32())];
        }

        return [];
    }

    private static EarlyStopping ReadEarlyStopping(JsonElement[] sources, string folder)
    {
        foreach (var source in sources)
        {
            if (!source.TryGetProperty("early_stopping", out var value))
                continue;
            return value.ValueKind switch
            {
                JsonValueKind.True => EarlyStopping.WhenEnough,
                JsonValueKind.False or JsonValueKind.Null => EarlyStopping.WhenNoBetter,
                JsonValueKind.String when value.GetString() == "never" => EarlyStopping.WhenImpossible,
                _ => throw new InvalidDataException($"{folder}: early_stopping must be true, false or \"never\"."),
            };
        }

        return EarlyStopping.WhenNoBetter;
    }
}
