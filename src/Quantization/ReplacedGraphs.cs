using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Core.Inference;

namespace Serverless.Quantization;

/// <summary>
/// Graphs that a joint vision model below the same folder stands for. In another form they would pass for graphs of another model and be
/// run beside it, so they are left out.
/// </summary>
internal sealed class ReplacedGraphs
{
    private readonly HashSet<string> _digests;

    /// <exception cref="InvalidDataException">A configuration is damaged.</exception>
    public ReplacedGraphs(string folder)
    {
        _digests =
        [
            .. Directory
                .EnumerateFiles(folder, "config.json", SearchOption.AllDirectories)
                .Where(IsJointVision)
                .SelectMany(config => VisionConfig.Read(config).ReplacedGraphs)
                .Select(graph => graph.Sha256),
        ];
    }

    public bool Contains(string graph)
    {
        if (_digests.Count == 0)
            return false;
        using var stream = File.OpenRead(graph);
        return _digests.Contains(Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static bool IsJointVision(string config)
    {
        using var document = JsonFile.Open(config);
        return document.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object
            && JsonFile.GetString(document.RootElement, "model_type") == VisionConfig.ModelType;
    }
}
