using Serverless.Core;

namespace Serverless.Packages.Hub;

/// <summary>
/// The files of a model that its layout needs: configuration, tokenizer, card and licence, and the graphs in one precision with their
/// weights beside them.
/// </summary>
internal static class HubSelection
{
    private static readonly HashSet<string> Small =
    [
        "config.json",
        "generation_config.json",
        "preprocessor_config.json",
        "processor_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "added_tokens.json",
        "vocab.json",
        "vocab.txt",
        "merges.txt",
        "keys.txt",
        "caption.json",
        "quality.json",
        "kinds.json",
        "recognition.json",
        "labels.json",
        "tags.json",
        "nouns.tsv",
        "spoken.tsv",
        "tag-nouns.tsv",
        "tag-relations.tsv",
        "trained-on.sha256",
        "judged-on.sha256",
        "unconditional_hidden_state.npy",
        "README.md",
        "LICENSE",
        "LICENSE.md",
        "LICENSE.txt",
    ];

    private static readonly string[] Parts = ["", "quality/", "labels/", "text/", "vision/"];

    /// <summary>Graphs that belong together; the first row that is there is taken.</summary>
    private static readonly string[][] GraphSets =
    [
        ["encoder_model", "vision_encoder", "embed_tokens", "decoder_model_merged"],
        ["detection_model", "recognition_model"],
        ["matcher_model", "vision_model"],
        ["model"],
        ["vision_model", "text_model"],
    ];

    private static readonly string[] SplitDecoder = ["decoder_model", "decoder_with_past_model"];

    /// <summary>Selects.</summary>
    /// <param name="files">All files.</param>
    /// <param name="precisions">The precisions that will do, the best first; one is taken for all graphs of a part.</param>
    /// <returns>The files; <c>layout</c> where there is no configuration or no graph; <c>dtype</c> where no precision is there.</returns>
    public static Result<IReadOnlyList<HubFile>, PackageFailure> Of(IReadOnlyList<HubFile> files, IReadOnlyList<HubPrecision> precisions)
    {
        var byPath = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        if (!byPath.ContainsKey("config.json"))
            return PackageFailure.Refused("layout", "There is no config.json: it is no model in the Hugging Face layout.");
        var selected = new List<HubFile>();
        foreach (var part in Parts.Where(part => byPath.ContainsKey(part + "config.json")))
        {
            selected.AddRange(files.Where(file => InFolder(file.Path, part) && Small.Contains(file.Path[part.Length..])));
            if (!Graphs(byPath, part, precisions).TryGet(out var graphs, out var failure))
                return failure;
            selected.AddRange(graphs);
        }

        return selected;
    }

    private static Result<List<HubFile>, PackageFailure> Graphs(
        Dictionary<string, HubFile> files,
        string part,
        IReadOnlyList<HubPrecision> precisions
    )
    {
        foreach (var precision in precisions)
        {
            foreach (var root in (string[])[part + "onnx/", part])
            {
                if (Complete(files, root, precision.Suffix) is { Count: > 0 } graphs)
                    return graphs;
            }
        }

        var there = HubPrecision.All.Where(one => IsThere(files, part, one)).Select(one => one.Name).ToList();
        return there.Count == 0
            ? PackageFailure.Refused("layout", "There are no ONNX graphs that go together.", part + "onnx")
            : PackageFailure.WrongUsage("dtype", $"It is there in {string.Join(", ", there)} alone.", part + "onnx");
    }

    private static bool IsThere(Dictionary<string, HubFile> files, string part, HubPrecision precision) =>
        Complete(files, part + "onnx/", precision.Suffix).Count > 0 || Complete(files, part, precision.Suffix).Count > 0;

    /// <summary>The graphs of one set with their weights; none where the set is not whole: a decoder is no captioner.</summary>
    private static List<HubFile> Complete(Dictionary<string, HubFile> files, string root, string suffix)
    {
        foreach (var set in GraphSets)
        {
            var names = set.Where(Has).ToList();
            if (set[0] == "encoder_model" && !names.Contains("decoder_model_merged"))
                names.AddRange(SplitDecoder.All(Has) ? SplitDecoder : []);
            var isWhole = set[0] == "encoder_model" ? names.Exists(IsDecoder) && names.Exists(IsEncoder) : names.Count == set.Length;
            if (isWhole)
                return [.. names.SelectMany(name => WithWeights(files, $"{root}{name}{suffix}.onnx"))];
        }

        return [];

        bool Has(string name) => files.ContainsKey($"{root}{name}{suffix}.onnx");
    }

    private static bool IsDecoder(string name) => name.StartsWith("decoder_", StringComparison.Ordinal);

    private static bool IsEncoder(string name) => name is "encoder_model" or "vision_encoder";

    /// <summary>Weights beyond two gigabytes are in <c>NAME.onnx_data</c>, <c>NAME.onnx_data_1</c> and so on.</summary>
    private static IEnumerable<HubFile> WithWeights(Dictionary<string, HubFile> files, string graph) =>
        files.Values.Where(file =>
            file.Path == graph
            || file.Path == graph + "_data"
            || file.Path == graph + ".data"
            || file.Path.StartsWith(graph + "_data_", StringComparison.Ordinal)
        );

    private static bool InFolder(string path, string part) =>
        path.StartsWith(part, StringComparison.Ordinal) && !path[part.Length..].Contains('/', StringComparison.Ordinal);
}
