using System.Text.Json;
using NuGet.Versioning;
using Serverless.Core;
using Serverless.Packages.Contract;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;

namespace Serverless.Packages.Packing;

/// <summary>Makes <c>caption.json</c> of a staged package: what its author wrote, and what its files say.</summary>
/// <param name="stage">The files.</param>
internal sealed class ContractBuilder(string stage)
{
    private const string FirstVersion = "0.1.0";

    /// <param name="request">What is packed.</param>
    public Result<CaptionContract, PackageFailure> Build(PackRequest request)
    {
        if (!ReadAuthored(request).TryGet(out var authored, out var failure))
            return failure;
        if (!NuGetVersion.TryParseStrict(request.Version ?? authored.Version, out var version))
            return PackageFailure.WrongUsage("version", $"'{request.Version ?? authored.Version}' is no semantic version.");
        try
        {
            var graphs = ReadGraphs();
            if (graphs.Count == 0)
                return PackageFailure.WrongUsage("folder", "It holds no ONNX graphs.", request.Folder);
            return authored with
            {
                Name = request.Name ?? authored.Name,
                Version = version.ToNormalizedString(),
                Card = File.Exists(Path.Combine(stage, PackageFiles.Card)) ? PackageFiles.Card : null,
                Inputs = new(graphs.ToDictionary(one => one.Key, one => (IReadOnlyList<TensorContract>)one.Value.Inputs)),
                Outputs = new(graphs.ToDictionary(one => one.Key, one => (IReadOnlyList<TensorContract>)one.Value.Outputs)),
                Preprocessing = ReadJson("preprocessor_config.json"),
                Decoding = ReadJson("generation_config.json"),
                Requires = Requires(authored.Requires, graphs.Values),
                Lineage =
                    (authored.Lineage ?? new PackageLineage()) is var lineage && request.Commit is { } commit
                        ? lineage with
                        {
                            Code = commit,
                        }
                        : authored.Lineage,
            };
        }
        catch (InvalidDataException error)
        {
            return PackageFailure.Refused("graph", error.Message, request.Folder);
        }
    }

    /// <summary>What it was measured to take; as memory it requires half as much again.</summary>
    public static CaptionContract WithEnvelope(CaptionContract contract, ResourceEnvelope envelope)
    {
        const int Step = 64,
            Floor = 512; // below, another machine's runtime alone may take more
        var memory = Math.Max(Floor, (envelope.MemoryMiB * 3 / 2 + Step - 1) / Step * Step);
        return contract with { Envelope = envelope, Requires = contract.Requires! with { MemoryMiB = memory } };
    }

    private Result<CaptionContract, PackageFailure> ReadAuthored(PackRequest request)
    {
        var path = Path.Combine(stage, PackageFiles.Contract);
        if (File.Exists(path))
            return CaptionContract.Parse(File.ReadAllBytes(path));
        var name = Path.GetFileName(Path.GetFullPath(request.Folder).TrimEnd(Path.DirectorySeparatorChar));
        return new CaptionContract { Name = request.Name ?? name, Version = request.Version ?? FirstVersion };
    }

    private Dictionary<string, OnnxFile> ReadGraphs() =>
        Directory
            .EnumerateFiles(stage, "*.onnx", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(stage, path).Replace('\\', '/'), Read, StringComparer.Ordinal);

    private static OnnxFile Read(string path)
    {
        try
        {
            return OnnxReader.Read(path);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: {error.Message}", error);
        }
    }

    private static PackageRequires Requires(PackageRequires? authored, IReadOnlyCollection<OnnxFile> graphs)
    {
        var core = PackageRequirements.CoreVersion();
        return (authored ?? new PackageRequires()) with
        {
            Core = authored?.Core ?? $"[{core.ToNormalizedString()}, {core.Major + 1}.0.0)",
            Opset = (int)graphs.Max(graph => graph.Opsets.GetValueOrDefault("ai.onnx")),
            Operators = [.. graphs.SelectMany(graph => graph.Operators).Distinct().Order(StringComparer.Ordinal)],
            Providers = authored?.Providers ?? [PackageRequirements.Cpu],
        };
    }

    private JsonElement? ReadJson(string name)
    {
        var path = Path.Combine(stage, name);
        if (!File.Exists(path))
            return null;
        using var document = JsonFile.Open(path);
        return document.RootElement.Clone();
    }
}
