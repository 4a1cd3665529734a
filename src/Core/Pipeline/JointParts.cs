using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Core.Classification;
using Serverless.Core.Inference;

namespace Serverless.Core.Pipeline;

/// <summary>
/// For which of some models a joint vision model stands: those of the name and major version that its configuration says, and those of the
/// folder that it lies in itself, whatever a package calls them; unless they bring another graph of their own.
/// </summary>
/// <param name="Folder">The joint vision model's folder; null where it stands for none.</param>
/// <param name="Captioner">It encodes for the decoder.</param>
/// <param name="Quality">It looks at pictures for the quality model.</param>
/// <param name="Labels">It gives the labels, and tags where there are some.</param>
internal sealed record JointParts(string? Folder, bool Captioner, bool Quality, bool Labels)
{
    /// <summary>Every model has its own graph.</summary>
    public static JointParts None { get; } = new(null, false, false, false);

    /// <param name="folders">The models.</param>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static JointParts Of(ModelFolders folders)
    {
        if (folders.Vision is not { } vision)
            return None;
        var replaced = VisionConfig.Read(Path.Combine(vision, "config.json")).ReplacedGraphs;
        var isTogether = IsBelow(vision, folders.Captioner);
        bool StandsFor(string output, string? folder, string card) =>
            folder is not null
            && replaced.FirstOrDefault(graph => graph.Output == output) is { } graph
            && ((isTogether && IsBelow(folder, folders.Captioner)) || IsNamed(Path.Combine(folder, card), graph))
            && !HasAnother(folder, graph);
        var parts = new JointParts(
            vision,
            StandsFor(VisionModel.Hidden, folders.Captioner, "caption.json"),
            StandsFor(VisionModel.MatchState, folders.Quality, "quality.json"),
            StandsFor(VisionModel.LabelLogits, folders.Labels, ClassificationParameters.FileName)
        );
        return parts is { Captioner: false, Quality: false, Labels: false } ? None : parts;
    }

    /// <summary>The files of a model that are not needed, and are no part of what ran.</summary>
    /// <param name="folders">The models.</param>
    public IEnumerable<string> ReplacedFiles(ModelFolders folders)
    {
        if (Folder is null)
            return [];
        var replaced = VisionConfig.Read(Path.Combine(Folder, "config.json")).ReplacedGraphs;
        IEnumerable<string> Files(bool isReplaced, string output, string? folder) =>
            isReplaced ? ModelFiles.AllForms(folder!, replaced.First(graph => graph.Output == output).Graph) : [];
        return
        [
            .. Files(Captioner, VisionModel.Hidden, folders.Captioner),
            .. Files(Quality, VisionModel.MatchState, folders.Quality),
            .. Files(Labels, VisionModel.LabelLogits, folders.Labels),
        ];
    }

    private static bool IsBelow(string folder, string captioner) =>
        (Path.GetFullPath(folder) + '/').StartsWith(Path.GetFullPath(captioner).TrimEnd('/') + '/', StringComparison.Ordinal);

    private static bool IsNamed(string card, ReplacedGraph graph)
    {
        if (!File.Exists(card))
            return false;
        using var document = JsonFile.Open(card);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && JsonFile.GetString(document.RootElement, "name") == graph.Name
            && JsonFile.GetString(document.RootElement, "version")?.Split('.')[0]
                == graph.Major.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A folder whose graph is there and different is another model, whatever its card says.</summary>
    private static bool HasAnother(string folder, ReplacedGraph graph)
    {
        if (ModelFiles.Find(folder, graph.Graph) is not [var path])
            return false;
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) != graph.Sha256;
    }
}
