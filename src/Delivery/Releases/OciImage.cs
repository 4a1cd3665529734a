using System.Text.Json;

namespace Serverless.Delivery.Releases;

/// <summary>An image as <c>make images</c> leaves it: an OCI layout.</summary>
internal static class OciImage
{
    /// <summary>The digest of its manifest, by which a registry pins it; null where there is no layout.</summary>
    /// <param name="layout">The folder.</param>
    public static string? DigestOf(string layout)
    {
        var index = Path.Combine(layout, "index.json");
        if (!File.Exists(index))
            return null;
        using var document = JsonDocument.Parse(File.ReadAllBytes(index));
        return document.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString();
    }
}
