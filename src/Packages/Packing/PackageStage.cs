using Serverless.Packages.Oci;

namespace Serverless.Packages.Packing;

/// <summary>Copies what belongs into a package from a model folder into one of its own, where the rest is made.</summary>
internal static class PackageStage
{
    private static readonly string[] Endings = [".json", ".txt", ".tsv", ".npy", ".md", ".sha256"];

    private static readonly string[] Weights = ["pytorch_model", "model.safetensors", "tf_model", "flax_model"];

    /// <summary>Folders of the embedded set, and where they go.</summary>
    private static readonly (string From, string To)[] Set =
    [
        ("caption-base", ""),
        ("quality-base", "quality"),
        ("labels-base", "labels"),
        ("text-base", "text"),
        ("vision-base", "vision"),
    ];

    /// <summary>Folders of further models in the layout of packages.</summary>
    private static readonly string[] Further = ["quality", "labels", "text", "vision"];

    /// <param name="request">What is packed.</param>
    /// <param name="stage">An empty folder.</param>
    public static PackageFailure? Copy(PackRequest request, string stage)
    {
        var source = request.Folder;
        var isSet = File.Exists(Path.Combine(source, Set[0].From, PackageFiles.Config));
        if (!isSet && !File.Exists(Path.Combine(source, PackageFiles.Config)))
            return PackageFailure.WrongUsage("folder", "It holds no config.json: it is no model in the Hugging Face layout.", source);
        var parts = isSet ? Set.AsEnumerable() : Further.Select(name => (From: name, To: name)).Prepend((From: "", To: ""));
        foreach (var (from, to) in parts)
        {
            var folder = Path.Combine(source, from);
            if (Directory.Exists(folder) && CopyModel(folder, Path.Combine(stage, to), request.Dtype) is { } failure)
                return failure;
        }

        foreach (var file in (string[])[PackageFiles.Card, PackageFiles.Contract])
        {
            if (isSet && File.Exists(Path.Combine(source, file)))
                CopyFile(Path.Combine(source, file), Path.Combine(stage, file));
        }

        return CopyGolden(request.Golden ?? Path.Combine(source, "golden"), request.Golden is not null, stage);
    }

    private static PackageFailure? CopyModel(string folder, string target, string? dtype)
    {
        var graphs = new[] { folder, Path.Combine(folder, "onnx") }
            .Where(Directory.Exists)
            .SelectMany(one => Directory.EnumerateFiles(one, "*.onnx"))
            .ToList();
        if (!ModelDtypes.Choose(graphs, dtype).TryGet(out var chosen, out var failure))
            return failure;
        foreach (var graph in chosen)
        {
            CopyFile(graph, Path.Combine(target, Path.GetRelativePath(folder, graph)));
            foreach (var data in Directory.EnumerateFiles(Path.GetDirectoryName(graph)!, Path.GetFileName(graph) + "?data*"))
                CopyFile(data, Path.Combine(target, Path.GetRelativePath(folder, data)));
        }

        var others = Directory
            .EnumerateFiles(folder)
            .Where(file => Endings.Contains(Path.GetExtension(file)) && Path.GetFileName(file)[0] != '.')
            .Where(file => !Array.Exists(Weights, name => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal)));
        foreach (var file in others)
            CopyFile(file, Path.Combine(target, Path.GetFileName(file)));
        return null;
    }

    private static PackageFailure? CopyGolden(string folder, bool isNamed, string stage)
    {
        if (!Directory.Exists(folder))
            return isNamed ? PackageFailure.WrongUsage("folder", "There is no such folder of golden pictures.", folder) : null;
        var isKept = File.Exists(Path.Combine(folder, "golden.json")) && Directory.EnumerateFiles(folder, "*.npy").Any();
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var isPicture = PackageMediaTypes.OfFile(file) == PackageMediaTypes.Dataset;
            if (isPicture || (isKept && !isNamed && (file.EndsWith(".npy", StringComparison.Ordinal) || IsGolden(file))))
                CopyFile(file, Path.Combine(stage, "golden", Path.GetFileName(file)));
        }

        return null;
    }

    private static bool IsGolden(string file) => Path.GetFileName(file) == "golden.json";

    private static void CopyFile(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to, overwrite: true);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }
}
