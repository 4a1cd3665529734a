using Serverless.Packages.Contract;

namespace Serverless.Packages.Gate;

/// <summary>Looks through every graph of an unpacked package before the runtime sees one.</summary>
/// <param name="operators">What graphs may use.</param>
/// <param name="maxOpset">The highest opset that the runtime knows.</param>
/// <param name="maxBytes">The most that a constant of a graph may ask for.</param>
internal sealed class GraphCheck(OperatorList operators, int maxOpset, long maxBytes)
{
    private const int MinOpset = 7;

    /// <param name="folder">The package's files.</param>
    /// <param name="contract">What it says of its graphs.</param>
    public PackageFailure? Check(string folder, CaptionContract contract)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            OnnxFile file;
            try
            {
                file = OnnxReader.Read(path);
            }
            catch (InvalidDataException error)
            {
                return PackageFailure.Refused("graph", error.Message, name);
            }

            var wrong = CheckFile(file, name) ?? CheckExternal(file, path, folder, name) ?? CheckContract(file, contract, name);
            if (wrong is not null)
                return wrong;
        }

        return null;
    }

    private PackageFailure? CheckFile(OnnxFile file, string name)
    {
        if (file.Operators.FirstOrDefault(one => !operators.Allows(one) && !file.Functions.Contains(one)) is { } odd)
            return PackageFailure.Refused("operator", $"It uses {odd}, which is not on the list of operators.", name);
        var opset = file.Opsets.GetValueOrDefault("ai.onnx");
        if (opset < MinOpset || opset > maxOpset)
            return PackageFailure.Refused("opset", $"It is of opset {opset}; {MinOpset} to {maxOpset} are taken.", name);
        return file.Largest.Bytes > (UInt128)maxBytes
            ? PackageFailure.Refused("shape", $"{file.Largest.What} asks for {file.Largest.Bytes} bytes; {maxBytes} are allowed.", name)
            : null;
    }

    private static PackageFailure? CheckExternal(OnnxFile file, string path, string folder, string name)
    {
        foreach (var location in file.ExternalFiles)
        {
            var isPlain = location.Length > 0 && !location.Contains('\\', StringComparison.Ordinal) && !Path.IsPathRooted(location);
            var target = isPlain ? Path.GetFullPath(location, Path.GetDirectoryName(path)!) : "";
            var isInside = target.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            if (!isInside || !File.Exists(target) || new FileInfo(target).LinkTarget is not null)
                return PackageFailure.Refused("external_data", $"Its weights should be in '{location}', no file of the package.", name);
        }

        return null;
    }

    private static PackageFailure? CheckContract(OnnxFile file, CaptionContract contract, string name)
    {
        if (Differs(contract.Inputs, file.Inputs, name) is { } input)
            return PackageFailure.Refused("contract", $"Its input '{input}' is not what caption.json says.", name);
        return Differs(contract.Outputs, file.Outputs, name) is { } output
            ? PackageFailure.Refused("contract", $"Its output '{output}' is not what caption.json says.", name)
            : null;
    }

    /// <returns>The first that is missing or different; null where none is, or nothing is said.</returns>
    private static string? Differs(SortedDictionary<string, IReadOnlyList<TensorContract>>? said, List<TensorContract> found, string name)
    {
        if (said is null || !said.TryGetValue(name, out var expected))
            return null;
        var byName = found.ToDictionary(one => one.Name, StringComparer.Ordinal);
        var missing = expected.FirstOrDefault(one => !byName.TryGetValue(one.Name, out var other) || !IsSame(one, other));
        return missing?.Name ?? found.Select(one => one.Name).Except(expected.Select(one => one.Name)).FirstOrDefault();
    }

    private static bool IsSame(TensorContract one, TensorContract other) => one.Type == other.Type && one.Shape.SequenceEqual(other.Shape);
}
