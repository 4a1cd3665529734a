using Serverless.Core;

namespace Serverless.Packages.Packing;

/// <summary>Forms of graphs, and the endings that transformers.js gives their files.</summary>
internal static class ModelDtypes
{
    private static readonly (string Dtype, string Suffix)[] All =
    [
        ("fp32", ""),
        ("fp16", "_fp16"),
        ("int8", "_int8"),
        ("uint8", "_uint8"),
        ("q8", "_quantized"),
        ("q4f16", "_q4f16"),
        ("q4", "_q4"),
        ("bnb4", "_bnb4"),
    ];

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(one => one.Dtype));

    public static bool IsKnown(string dtype) => Array.Exists(All, one => one.Dtype == dtype);

    /// <summary>The form of a graph's file.</summary>
    /// <param name="file">Its name, ending with <c>.onnx</c>.</param>
    public static string Of(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        return All.FirstOrDefault(one => one.Suffix.Length > 0 && stem.EndsWith(one.Suffix, StringComparison.Ordinal)).Dtype ?? "fp32";
    }

    /// <summary>Chooses among the graphs of one model folder.</summary>
    /// <param name="graphs">Paths of all its graphs.</param>
    /// <param name="dtype">The form; null for all.</param>
    /// <returns>Those of the form; <c>dtype_missing</c> where a graph has no file of it.</returns>
    public static Result<IReadOnlyList<string>, PackageFailure> Choose(IReadOnlyList<string> graphs, string? dtype)
    {
        if (dtype is null)
            return graphs.ToArray();
        var chosen = graphs.Where(graph => Of(graph) == dtype).ToList();
        var missing = graphs.Select(StemOf).Except(chosen.Select(StemOf)).FirstOrDefault();
        return missing is null
            ? chosen
            : PackageFailure.WrongUsage(
                "dtype_missing",
                $"There is no file of the form {dtype} of this graph.",
                Path.GetFileName(missing)
            );
    }

    private static string StemOf(string file)
    {
        var suffix = All.First(one => one.Dtype == Of(file)).Suffix;
        return Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileNameWithoutExtension(file)[..^suffix.Length]);
    }
}
