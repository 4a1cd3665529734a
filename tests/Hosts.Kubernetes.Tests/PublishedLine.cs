using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>A registry with two versions, of which the first is champion; each test works on a copy.</summary>
public sealed class PublishedLine : IAsyncLifetime
{
    public const string First = "1.0.0",
        Second = "1.1.0";

    internal ModelLine Line { get; } = new();

    /// <summary>The digest of the second.</summary>
    public string SecondDigest { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Line.PublishAsync(First);
        await Line.PublishAsync(Second, "trocr-style-tiny", """{"mode": "immediate"}""");
        await Line.PromoteAsync(First);
        using var index = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Line.Registry, "index.json")));
        SecondDigest = index
            .RootElement.GetProperty("manifests")
            .EnumerateArray()
            .Where(manifest =>
                manifest.TryGetProperty("annotations", out var annotations)
                && annotations.TryGetProperty("org.opencontainers.image.ref.name", out var tag)
                && tag.GetString() == Second
            )
            .Select(manifest => manifest.GetProperty("digest").GetString()!)
            .Single();
    }

    /// <summary>A copy of the registry, with a cache of its own beside it.</summary>
    public string Copy(string name)
    {
        var copy = Path.Combine(Line.Folder, "copies", name, "registry");
        foreach (var file in Directory.EnumerateFiles(Line.Registry, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Line.Registry, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    public ValueTask DisposeAsync()
    {
        Line.Dispose();
        return ValueTask.CompletedTask;
    }
}
