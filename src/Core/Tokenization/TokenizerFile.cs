using System.Text.Json;

namespace Serverless.Core.Tokenization;

/// <summary>Reads Hugging Face's <c>tokenizer.json</c>. Unknown entries are errors, never skipped.</summary>
internal static class TokenizerFile
{
    /// <exception cref="InvalidDataException">The file has unknown entries, or is damaged.</exception>
    public static ITokenizer Read(string path)
    {
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        var model = root.GetProperty("model");
        var added = root.TryGetProperty("added_tokens", out var list) ? list.EnumerateArray().Select(ReadAdded).ToList() : [];
        var kind = model.TryGetProperty("type", out var type) ? type.GetString() : "BPE";
        var vocabulary = ReadVocabulary(model.GetProperty("vocab"));
        IWordModel wordModel = kind switch
        {
            "BPE" => ReadBytePairs(root, model, vocabulary, path),
            "WordPiece" => ReadWordPiece(root, model, vocabulary),
            "Unigram" => ReadUnigram(root, model, vocabulary, path),
            _ => throw new InvalidDataException($"{path}: model type '{kind}' is not known; BPE, WordPiece and Unigram are."),
        };
        return new Tokenizer(vocabulary, added, wordModel, PostProcessorFile.Read(root));
    }

    /// <summary>Pieces with their ids, or in a list of pieces with their scores, by place.</summary>
    private static Dictionary<string, int> ReadVocabulary(JsonElement list)
    {
        if (list.ValueKind == JsonValueKind.Object)
            return list.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32(), StringComparer.Ordinal);
        var pieces = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var piece in list.EnumerateArray())
            pieces.TryAdd(piece[0].GetString()!, pieces.Count);
        return pieces.Count == list.GetArrayLength() ? pieces : throw new InvalidDataException("A piece stands twice in the vocabulary.");
    }

    private static AddedToken ReadAdded(JsonElement token) =>
        new(
            token.GetProperty("id").GetInt32(),
            token.GetProperty("content").GetString()!,
            JsonFile.GetBoolean(token, "lstrip"),
            JsonFile.GetBoolean(token, "rstrip"),
            JsonFile.GetBoolean(token, "normalized"),
            JsonFile.GetBoolean(token, "special")
        );

    private static IWordModel ReadBytePairs(JsonElement root, JsonElement model, Dictionary<string, int> vocabulary, string path)
    {
        var wordEnd = JsonFile.GetString(model, "end_of_word_suffix") ?? "";
        int? unknown = JsonFile.GetString(model, "unk_token") is { } token && vocabulary.TryGetValue(token, out var id) ? id : null;
        var encoder = new BytePairEncoder(vocabulary, model.GetProperty("merges").EnumerateArray().Select(ReadMerge), wordEnd, unknown);
        var splitters = root.TryGetProperty("pre_tokenizer", out var preTokenizer) ? Flatten(preTokenizer, "pretokenizers").ToList() : [];
        if (wordEnd.Length > 0)
            return new ClipModel(encoder, wordEnd);
        if (splitters is not [var only] || JsonFile.GetString(only, "type") != "ByteLevel")
        {
            throw new InvalidDataException(
                $"{path}: BPE is known with the ByteLevel pre-tokenizer, or in CLIP's form with an end_of_word_suffix."
            );
        }

        return new ByteLevelModel(encoder, JsonFile.GetBoolean(only, "add_prefix_space"));
    }

    private static UnigramModel ReadUnigram(JsonElement root, JsonElement model, Dictionary<string, int> vocabulary, string path)
    {
        if (JsonFile.GetBoolean(model, "byte_fallback") || JsonFile.GetInt32(model, "unk_id") is not { } unknown)
            throw new InvalidDataException($"{path}: Unigram is known with an unknown token (unk_id), not with bytes in its place.");
        var scores = model.GetProperty("vocab").EnumerateArray().Select(piece => piece[1].GetDouble()).ToList();
        var splitters = root.TryGetProperty("pre_tokenizer", out var preTokenizer) ? Flatten(preTokenizer, "pretokenizers").ToList() : [];
        return new UnigramModel(
            new UnigramEncoder(vocabulary, scores, unknown),
            NormalizerFile.Read(root, path),
            MetaspaceRules.Read(splitters, path)
        );
    }

    /// <summary>Merges are pairs, in older files one string with a space.</summary>
    private static (string Left, string Right) ReadMerge(JsonElement merge)
    {
        if (merge.ValueKind == JsonValueKind.Array)
            return (merge[0].GetString()!, merge[1].GetString()!);
        var both = merge.GetString()!.Split(' ');
        return (both[0], both[1]);
    }

    private static WordPieceModel ReadWordPiece(JsonElement root, JsonElement model, Dictionary<string, int> vocabulary)
    {
        var normalizer = root.GetProperty("normalizer");
        var lowerCases = JsonFile.GetBoolean(normalizer, "lowercase");
        var prefix = JsonFile.GetString(model, "continuing_subword_prefix") ?? "##";
        var rules = new WordPieceRules(
            prefix,
            vocabulary[JsonFile.GetString(model, "unk_token") ?? "[UNK]"],
            model.TryGetProperty("max_input_chars_per_word", out var limit) ? limit.GetInt32() : 100,
            JsonFile.GetBoolean(normalizer, "clean_text"),
            JsonFile.GetBoolean(normalizer, "handle_chinese_chars"),
            normalizer.TryGetProperty("strip_accents", out var strips) && strips.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? strips.GetBoolean()
                : lowerCases,
            lowerCases
        );
        var cleansUp =
            root.TryGetProperty("decoder", out var decoder)
            && decoder.ValueKind == JsonValueKind.Object
            && JsonFile.GetBoolean(decoder, "cleanup");
        return new WordPieceModel(new WordPieceEncoder(vocabulary, rules), prefix, cleansUp);
    }

    private static IEnumerable<JsonElement> Flatten(JsonElement element, string childrenName) =>
        element.ValueKind != JsonValueKind.Object ? []
        : element.TryGetProperty(childrenName, out var children)
            ? children.EnumerateArray().SelectMany(child => Flatten(child, childrenName))
        : [element];
}
