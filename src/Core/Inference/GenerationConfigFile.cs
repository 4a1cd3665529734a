using System.Text.Json;
using Serverless.Core.Generation;

namespace Serverless.Core.Inference;

/// <summary>
/// Reads the decoding defaults of a model: <c>generation_config.json</c>, else the same names in <c>config.json</c>. An option that would change
/// the words and is not done here (sampling, say) is refused, not ignored.
/// </summary>
internal static class GenerationConfigFile
{
    private static readonly (string Name, double Neutral)[] NotDone =
    [
        ("diversity_penalty", 0),
        ("num_beam_groups", 1),
        ("penalty_alpha", 0),
        ("encoder_repetition_penalty", 1),
        ("encoder_no_repeat_ngram_size", 0),
        ("guidance_scale", 1),
    ];

    /// <exception cref="InvalidDataException">A file is damaged, a token is missing, or an option is not done here.</exception>
    public static GenerationOptions Read(string folder, CaptionerConfig config)
    {
        var path = Path.Combine(folder, "config.json");
        using var fallback = JsonFile.Open(path);
        var generationPath = Path.Combine(folder, "generation_config.json");
        using var preferred = File.Exists(generationPath) ? JsonFile.Open(generationPath) : null;
        JsonElement[] places = preferred is null ? [fallback.RootElement] : [preferred.RootElement, fallback.RootElement];
        if (places.Any(place => JsonFile.Flag(place, "do_sample")))
            throw new InvalidDataException($"{folder}: do_sample is not supported; captions are reproducible.");
        foreach (var (name, neutral) in NotDone)
        {
            if (Real(places, name) is { } value && value != neutral)
                throw new InvalidDataException($"{folder}: {name} {value} is not supported.");
        }

        var ends = Ids(places, "eos_token_id");
        var options = new GenerationOptions
        {
            StartTokenId =
                Whole(places, "decoder_start_token_id")
                ?? Whole(places, "bos_token_id")
                ?? throw new InvalidDataException($"{folder}: decoder_start_token_id is missing."),
            EndTokenIds = ends,
            NumBeams = Whole(places, "num_beams") ?? 1,
            MaxLength = Math.Min(
                Whole(places, "max_new_tokens") is { } fresh ? fresh + 1 : Whole(places, "max_length") ?? 20,
                config.MaxPositions
            ),
            MinLength = Whole(places, "min_length") ?? 0,
            LengthPenalty = Real(places, "length_penalty") ?? 1,
            EarlyStopping = ReadEarlyStopping(places, folder),
            NoRepeatNgramSize = Whole(places, "no_repeat_ngram_size") ?? 0,
            RepetitionPenalty = (float)(Real(places, "repetition_penalty") ?? 1),
            ForcedStartTokenId = Whole(places, "forced_bos_token_id"),
            ForcedEndTokenId = Whole(places, "forced_eos_token_id"),
            SuppressedTokenIds = Ids(places, "suppress_tokens"),
            SuppressedAtStartTokenIds = Ids(places, "begin_suppress_tokens"),
        };
        return options.Fault(config.VocabularySize) is { } fault ? throw new InvalidDataException($"{folder}: {fault}.") : options;
    }

    private static int? Whole(JsonElement[] places, string name) =>
        places.Select(place => JsonFile.Whole(place, name)).FirstOrDefault(value => value is not null);

    private static double? Real(JsonElement[] places, string name) =>
        places.Select(place => JsonFile.Real(place, name)).FirstOrDefault(value => value is not null);

    private static int[] Ids(JsonElement[] places, string name)
    {
        foreach (var place in places)
        {
            if (!place.TryGetProperty(name, out var value))
                continue;
            if (value.ValueKind == JsonValueKind.Number)
                return [value.GetInt32()];
            if (value.ValueKind == JsonValueKind.Array)
                return [.. value.EnumerateArray().Select(id => id.GetInt32())];
        }

        return [];
    }

    private static EarlyStopping ReadEarlyStopping(JsonElement[] places, string folder)
    {
        foreach (var place in places)
        {
            if (!place.TryGetProperty("early_stopping", out var value))
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
