namespace Serverless.Core.Inference;

/// <summary>
/// Finds the graphs of a model folder (Hugging Face layout: <c>onnx/NAME.onnx</c>, or beside the configuration). Precisions carry
/// transformers.js' suffixes; the most exact that is there is taken.
/// </summary>
internal static class ModelFiles
{
    private static readonly string[] VariantSuffixes = ["", "_fp16", "_int8", "_quantized", "_uint8", "_q4", "_bnb4", "_q4f16"];

    /// <summary>Ranks up to this one are float32 or float16.</summary>
    public const int LastExactForm = 1;

    /// <summary>The path of one graph; where there is none, the path where it should be, for the loader to name.</summary>
    public static string GetPath(string folder, string name) =>
        Find(folder, name) is [var path] ? path : Path.Combine(folder, "onnx", $"{name}.onnx");

    /// <summary>The name of a graph's file without its form and ending, and the rank of that form: 0 is the most exact.</summary>
    public static (string Name, int Form) Parse(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var form = Array.FindLastIndex(VariantSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));
        return (name[..^VariantSuffixes[form].Length], form);
    }

    /// <summary>The files of one graph in every form that is there.</summary>
    public static IEnumerable<string> AllForms(string folder, string name) =>
        VariantSuffixes
            .SelectMany(suffix =>
                (string[])[Path.Combine(folder, "onnx", $"{name}{suffix}.onnx"), Path.Combine(folder, $"{name}{suffix}.onnx")]
            )
            .Where(File.Exists);

    /// <summary>The form for which all the named graphs are there.</summary>
    /// <returns>Their paths in the requested order, or null.</returns>
    public static string[]? Find(string folder, params string[] names)
    {
        foreach (var suffix in VariantSuffixes)
        {
            foreach (var root in (string[])[Path.Combine(folder, "onnx"), folder])
            {
                var paths = Array.ConvertAll(names, name => Path.Combine(root, $"{name}{suffix}.onnx"));
                if (Array.TrueForAll(paths, File.Exists))
                    return paths;
            }
        }

        return null;
    }
}
