using System.Globalization;
using Serverless.Packages.Contract;
using Serverless.Packages.Loading;
using Serverless.Packages.Oci;
using Spectre.Console;

namespace Serverless.Cli.Models;

/// <summary>An inspection for a person to read.</summary>
internal static class InspectionTree
{
    public static void Write(Inspection inspected, bool hasFiles, bool hasColor)
    {
        var isColored = hasColor && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { ColorSystem = isColored ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors }
        );
        if (Console.IsOutputRedirected)
            console.Profile.Width = 200;
        var (package, contract) = (inspected.Package, inspected.Contract);
        var root = new Tree(Text($"{contract.Name} {contract.Version}  {Size(package.Bytes)}  {package.Digest}"));
        foreach (var line in Lines(inspected))
            root.AddNode(Text(line));
        if (hasFiles)
            AddFiles(root.AddNode(Text($"files ({package.Entries.Count})")), package);
        console.Write(root);
    }

    private static IEnumerable<string> Lines(Inspection inspected)
    {
        var contract = inspected.Contract;
        var licences = string.Join(", ", contract.Licenses ?? ["not declared"]);
        yield return $"languages {string.Join(", ", contract.Languages)}; licences {licences}";
        if (inspected.Card is { } card)
            yield return "card: " + card.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("").TrimStart('#', ' ');
        if (contract.Requires is { } requires)
            yield return "requires " + Describe(requires);
        if (contract.Envelope is { } taken)
        {
            var (picture, loading) = (taken.MillisecondsPerPicture.ToString(CultureInfo.InvariantCulture), $"{taken.LoadMilliseconds:F0}");
            yield return $"took {taken.MemoryMiB} MiB, {picture} ms a picture, {loading} ms to load ({taken.Machine})";
        }

        if (contract.Lineage is { } lineage)
            yield return $"from code {lineage.Code ?? "unknown"}, data {lineage.Data ?? "unknown"}, parent {lineage.Parent ?? "none"}";
        yield return inspected.Signers.Count > 0 ? "signed by " + string.Join(", ", inspected.Signers) : "not signed";
    }

    private static string Describe(PackageRequires requires)
    {
        var memory = requires.MemoryMiB?.ToString(CultureInfo.InvariantCulture) ?? "?";
        var providers = string.Join(" or ", requires.Providers ?? ["any provider"]);
        var graphs = $"opset {requires.Opset}, {requires.Operators?.Count ?? 0} operators, {providers}";
        return $"program {requires.Core ?? "any"}, {graphs}, {memory} MiB";
    }

    private static void AddFiles(TreeNode root, PackageManifest package)
    {
        var folders = new Dictionary<string, TreeNode>(StringComparer.Ordinal) { [""] = root };
        foreach (var entry in package.Entries)
        {
            var segments = entry.Path.Split('/');
            var node = root;
            for (var i = 1; i < segments.Length; i++)
            {
                var folder = string.Join('/', segments[..i]);
                if (!folders.TryGetValue(folder, out var next))
                    folders[folder] = next = node.AddNode(Text(segments[i - 1] + "/"));
                node = next;
            }

            node.AddNode(Text($"{segments[^1]}  {Kind(entry.Blob)}  {Size(entry.Blob.Size)}  {entry.Blob.Digest[..19]}…"));
        }
    }

    private static string Kind(OciDescriptor blob) =>
        blob.MediaType switch
        {
            PackageMediaTypes.Weight => "weights",
            PackageMediaTypes.WeightConfig => "configuration",
            PackageMediaTypes.Document => "document",
            PackageMediaTypes.Dataset => "picture",
            _ => blob.MediaType,
        };

    private static string Size(long bytes) =>
        bytes switch
        {
            < 1 << 10 => $"{bytes} B",
            < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB"),
        };

    /// <summary>What stands in a package is no markup.</summary>
    private static Text Text(string text) => new(SingleLine.Escape(text));
}
