using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;

namespace Serverless.Quantization;

/// <summary>Copies a model folder with its graphs as int8 where that holds.</summary>
internal sealed class FolderQuantizer(string from, string to, Random random)
{
    /// <summary>A form whose outputs differ more is not taken.</summary>
    private const double LeastCosine = 0.98;

    /// <summary>Graphs that are loaded in one form or not at all.</summary>
    private static readonly string[][] Pairs =
    [
        ["decoder_model", "decoder_with_past_model"],
        ["vision_model", "text_model"],
    ];

    private readonly ReplacedGraphs _replaced = new(from);

    public IReadOnlyList<GraphOutcome> Run()
    {
        foreach (var file in Files().Where(file => !IsGraph(file)))
            File.Copy(file, TargetOf(file));
        var outcomes = new List<GraphOutcome>();
        foreach (var folder in Files().Where(IsGraph).GroupBy(file => Path.GetDirectoryName(file)!))
            outcomes.AddRange(QuantizeFolder([.. folder.GroupBy(file => ModelFiles.Parse(file).Name).Select(MostExact)]));
        return [.. outcomes.OrderBy(outcome => outcome.Graph, StringComparer.Ordinal)];
    }

    private static bool IsGraph(string file) => Path.GetExtension(file) == ".onnx";

    private static string MostExact(IEnumerable<string> forms) => forms.MinBy(file => ModelFiles.Parse(file).Form)!;

    /// <summary>All but what a build made from others.</summary>
    private IEnumerable<string> Files() =>
        Directory
            .EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Where(file => !Fp32ModelCache.IsDerived(file))
            .Order(StringComparer.Ordinal);

    private IEnumerable<GraphOutcome> QuantizeFolder(IReadOnlyList<string> graphs)
    {
        var left = graphs.Where(graph => !_replaced.Contains(graph)).ToList();
        foreach (var graph in graphs.Except(left))
            yield return new GraphOutcome(Name(graph), null, null, "a joint vision model stands for it");
        foreach (var group in left.GroupBy(graph => Array.Find(Pairs, pair => pair.Contains(NameOf(graph)))?[0] ?? NameOf(graph)))
        {
            var tried = group.Select(Try).ToList();
            var fails = tried.FirstOrDefault(outcome => outcome.Why is not null);
            foreach (var (graph, outcome) in group.Zip(tried))
                yield return fails is null ? outcome : Keep(graph, outcome, fails);
        }
    }

    private GraphOutcome Try(string graph)
    {
        if (ModelFiles.Parse(graph).Form > ModelFiles.LastExactForm)
            return new GraphOutcome(Name(graph), null, null, "it is of few bits already");
        var target = Int8Of(graph);
        try
        {
            var report = OnnxQuantizer.QuantizeToInt8(graph, target);
            if (report.NodesChanged == 0)
                return new GraphOutcome(Name(graph), null, null, "it holds no products or embeddings");
            var cosine = GraphComparison.LeastCosine(graph, target, PictureOf(graph), random);
            return cosine < LeastCosine
                ? new GraphOutcome(Name(graph), null, cosine, $"its outputs would differ: cosine {cosine:F3}")
                : new GraphOutcome(Name(graph), report, cosine, null);
        }
        catch (InvalidDataException error)
        {
            return new GraphOutcome(Name(graph), null, null, error.Message);
        }
    }

    private GraphOutcome Keep(string graph, GraphOutcome outcome, GraphOutcome fails)
    {
        File.Delete(Int8Of(graph));
        File.Copy(graph, TargetOf(graph));
        var why = outcome.Why ?? $"{Path.GetFileName(fails.Graph)}, which goes with it, stays as it is";
        return outcome with { Report = null, Why = why };
    }

    /// <summary>What the model's pictures are resized to; what the embedded models take, where it does not say.</summary>
    private static (int Height, int Width) PictureOf(string graph)
    {
        const int Side = 224;
        var folder = Path.GetDirectoryName(graph)!;
        var root = Path.GetFileName(folder) == "onnx" ? Path.GetDirectoryName(folder)! : folder;
        var path = Path.Combine(root, "preprocessor_config.json");
        if (!File.Exists(path))
            return (Side, Side);
        var profile = PreprocessProfileFile.Read(path);
        return (profile.Height, profile.Width);
    }

    private static string NameOf(string graph) => ModelFiles.Parse(graph).Name;

    private string Name(string graph) => Path.GetRelativePath(from, graph).Replace('\\', '/');

    private string Int8Of(string graph) => Path.Combine(Path.GetDirectoryName(TargetOf(graph))!, $"{NameOf(graph)}_int8.onnx");

    private string TargetOf(string file)
    {
        var target = Path.Combine(to, Path.GetRelativePath(from, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        return target;
    }
}
