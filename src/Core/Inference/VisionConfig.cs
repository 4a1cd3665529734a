using System.Text.Json;

namespace Serverless.Core.Inference;

/// <summary>What <c>config.json</c> of a joint vision model says: which models its outputs stand for.</summary>
/// <param name="ReplacedGraphs">One for each output that stands for another model's image part.</param>
internal sealed record VisionConfig(IReadOnlyList<ReplacedGraph> ReplacedGraphs)
{
    /// <summary>The <c>model_type</c> of its configuration.</summary>
    public const string ModelType = "joint-vision";

    /// <exception cref="InvalidDataException">The file is missing or damaged, it is another kind of model, or an entry is not complete;
    /// the message names the entry.</exception>
    public static VisionConfig Read(string path)
    {
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        var kind = root.ValueKind == JsonValueKind.Object ? JsonFile.GetString(root, "model_type") : null;
        if (kind != ModelType)
            throw new InvalidDataException($"{path}: model_type '{kind}' is not supported; '{ModelType}' is.");
        if (!root.TryGetProperty("stands_for", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw new InvalidDataException($"{path}: stands_for must list at least one model.");
        var replaced = list.EnumerateArray().Select((entry, i) => ReadEntry(entry, $"{path}: stands_for[{i}]")).ToList();
        var twice = replaced.GroupBy(entry => entry.Output).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? new VisionConfig(replaced)
            : throw new InvalidDataException($"{path}: the output {twice.Key} stands twice in stands_for.");
    }

    private static ReplacedGraph ReadEntry(JsonElement entry, string location)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{location} is no object.");
        string Text(string name) =>
            JsonFile.GetString(entry, name) is { Length: > 0 } text
                ? text
                : throw new InvalidDataException($"{location}: {name} is missing.");
        var output = Text("output");
        if (!VisionModel.StandInOutputs.Contains(output))
            throw new InvalidDataException(
                $"{location}: the output '{output}' stands for nothing; {string.Join(", ", VisionModel.StandInOutputs)} do."
            );
        var digest = Text("sha256");
        if (digest.Length != 64 || !digest.All(char.IsAsciiHexDigitLower))
            throw new InvalidDataException($"{location}: sha256 is no digest of 64 lower-case hexadecimal digits.");
        return new ReplacedGraph(
            output,
            Text("name"),
            JsonFile.GetInt32(entry, "major") ?? throw new InvalidDataException($"{location}: major is missing."),
            Text("graph"),
            digest
        );
    }
}

/// <summary>The image part of another model, which an output of a joint vision model takes the place of.</summary>
/// <param name="Output">The output.</param>
/// <param name="Name">The other model's name.</param>
/// <param name="Major">Its major version.</param>
/// <param name="Graph">Its graph that is not needed then, without form and ending.</param>
/// <param name="Sha256">Of that graph's file, lower-case hexadecimal: a model with a graph of its own keeps it.</param>
internal sealed record ReplacedGraph(string Output, string Name, int Major, string Graph, string Sha256);
