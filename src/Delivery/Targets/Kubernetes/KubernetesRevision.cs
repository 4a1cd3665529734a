using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Delivery.Targets.Kubernetes;

/// <summary>What a Deployment needs to run a revision; kept in annotations, so that one that does not run can be started.</summary>
/// <param name="Id">The revision.</param>
/// <param name="Version">Its release; null for what was there before any.</param>
/// <param name="Label">The label <c>app.kubernetes.io/version</c> of its pods; null for none.</param>
/// <param name="Image">Its image, pinned by digest.</param>
/// <param name="Package">The digest of its package.</param>
/// <param name="Settings">The digest of its settings.</param>
/// <param name="ConfigMap">The ConfigMap that holds its settings; null where it has none.</param>
internal sealed record KubernetesRevision(
    string Id,
    string? Version,
    string? Label,
    string Image,
    string? Package,
    string? Settings,
    string? ConfigMap
)
{
    /// <summary>What Terraform put there, before any release.</summary>
    public const string InitialId = "initial";

    /// <summary>Of a release's revision.</summary>
    /// <param name="spec">The revision.</param>
    /// <param name="image">Its image, pinned by digest.</param>
    /// <param name="deployment">The stable Deployment, after which the ConfigMap is named.</param>
    public static KubernetesRevision Of(RevisionSpec spec, string image, string deployment) =>
        new(
            spec.Id,
            spec.Version,
            spec.Version.Replace('+', '_'),
            image,
            spec.PackageSha256,
            DigestOf(spec.Settings),
            spec.Settings.Count > 0 ? $"{deployment}-{spec.Id}" : null
        );

    /// <summary>Reads what <see cref="ToJson"/> wrote; null for anything else.</summary>
    public static KubernetesRevision? Read(JsonNode? node)
    {
        return node is JsonObject && Text("id") is { } id && Text("image") is { } image
            ? new KubernetesRevision(id, Text("version"), Text("label"), image, Text("package"), Text("settings"), Text("configMap"))
            : null;

        string? Text(string name) => (string?)node![name];
    }

    public JsonObject ToJson() =>
        new()
        {
            ["id"] = Id,
            ["version"] = Version,
            ["label"] = Label,
            ["image"] = Image,
            ["package"] = Package,
            ["settings"] = Settings,
            ["configMap"] = ConfigMap,
        };

    private static string DigestOf(IReadOnlyDictionary<string, string> settings)
    {
        var lines = settings.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
