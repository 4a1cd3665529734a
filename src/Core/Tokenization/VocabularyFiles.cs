namespace Serverless.Core.Tokenization;

/// <summary>
/// Reads the older layout, without <c>tokenizer.json</c>: <c>vocab.json</c> with <c>merges.txt</c> (GPT-2, RoBERTa, BART, CLIP) or
/// <c>vocab.txt</c> (WordPiece); which of them, and the special tokens, stand in <c>tokenizer_config.json</c>.
/// </summary>
internal static class VocabularyFiles
{
    /// <exception cref="InvalidDataException">The tokenizer class is not known, or a file is damaged.</exception>
    public static ITokenizer Read(string folder)
    {
        using var document = JsonFile.Open(Path.Combine(folder, "tokenizer_config.json"));
        var config = document.RootElement;
        string Named(string name) =>
            JsonFile.GetTokenString(config, name) ?? throw new InvalidDataException($"{folder}: tokenizer_config.json names no {name}.");
        var kind = (JsonFile.GetString(config, "tokenizer_class") ?? "").Replace("Fast", "", StringComparison.Ordinal);
        return kind switch
        {
            "GPT2Tokenizer" => BytePairs(
                folder,
                [Named("eos_token")],
                (encoder, _) => new ByteLevelModel(encoder, JsonFile.GetBoolean(config, "add_prefix_space")),
                _ => PostProcessor.None,
                null
            ),
            "RobertaTokenizer" or "BartTokenizer" => BytePairs(
                folder,
                [Named("cls_token"), Named("pad_token"), Named("sep_token"), Named("unk_token"), Named("mask_token")],
                (encoder, _) => new ByteLevelModel(encoder, JsonFile.GetBoolean(config, "add_prefix_space")),
                ids => new PostProcessor([ids[Named("cls_token")]], [ids[Named("sep_token")]], null),
                Named("mask_token")
            ),
            "CLIPTokenizer" => BytePairs(
                folder,
                [Named("bos_token"), Named("eos_token")],
                (encoder, wordEnd) => new ClipModel(encoder, wordEnd),
                ids => new PostProcessor([ids[Named("bos_token")]], [ids[Named("eos_token")]], null),
                null,
                "</w>",
                Named("unk_token")
            ),
            "BertTokenizer" => WordPieces(folder, JsonFile.GetBoolean(config, "do_lower_case"), Named),
            _ => throw new InvalidDataException($"{folder}: tokenizer class '{kind}' is not known without tokenizer.json."),
        };
    }

    private static Tokenizer BytePairs(
        string folder,
        IEnumerable<string> special,
        Func<BytePairEncoder, string, IWordModel> wordModel,
        Func<IReadOnlyDictionary<string, int>, PostProcessor> postProcessor,
        string? mask,
        string wordEnd = "",
        string? unknown = null
    )
    {
        using var document = JsonFile.Open(Path.Combine(folder, "vocab.json"));
        var ids = document
            .RootElement.EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32(), StringComparer.Ordinal);
        var merges = File.ReadLines(Path.Combine(folder, "merges.txt"))
            .Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .Select(pair => (pair[0], pair[1]));
        var encoder = new BytePairEncoder(ids, merges, wordEnd, unknown is null ? null : ids[unknown]);
        var added = special
            .Distinct()
            .Select(token => new AddedToken(ids[token], token, token == mask, false, token != mask, true))
            .ToList();
        return new Tokenizer(ids, added, wordModel(encoder, wordEnd), postProcessor(ids));
    }

    private static Tokenizer WordPieces(string folder, bool lowerCases, Func<string, string> named)
    {
        var ids = File.ReadLines(Path.Combine(folder, "vocab.txt"))
            .Select((token, id) => (token, id))
            .ToDictionary(entry => entry.token, entry => entry.id, StringComparer.Ordinal);
        var rules = new WordPieceRules("##", ids[named("unk_token")], 100, true, true, lowerCases, lowerCases);
        string[] special = [named("pad_token"), named("unk_token"), named("cls_token"), named("sep_token"), named("mask_token")];
        int[] open = [ids[named("cls_token")]],
            close = [ids[named("sep_token")]];
        return new Tokenizer(
            ids,
            [.. special.Select(token => new AddedToken(ids[token], token, false, false, false, true))],
            new WordPieceModel(new WordPieceEncoder(ids, rules), "##", cleansUp: true),
            new PostProcessor(
                open,
                close,
                [new(open, false, 0), new(null, false, 0), new(close, false, 0), new(null, true, 1), new(close, false, 1)]
            )
        );
    }
}
