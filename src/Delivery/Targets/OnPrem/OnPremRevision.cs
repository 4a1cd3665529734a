using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>What a machine needs to run a revision; kept in a file there, so that one that does not run can be started.</summary>
/// <param name="Id">The revision.</param>
/// <param name="Version">Its release on the machine, <c>/opt/captions/releases/VERSION</c>.</param>
/// <param name="Package">The digest of its package; null for what was installed by hand.</param>
/// <param name="Settings">Lines of its file of settings.</param>
internal sealed record OnPremRevision(string Id, string Version, string? Package, string Settings)
{
    /// <summary>What was installed by hand, before any release of the delivery.</summary>
    public const string InitialId = "initial";

    /// <summary>The digest of its settings.</summary>
    public string SettingsSha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Settings)));

    public static OnPremRevision Of(RevisionSpec spec)
    {
        var lines = spec.Settings.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={Quoted(one.Value)}\n");
        return new OnPremRevision(spec.Id, spec.Version, spec.PackageSha256, string.Concat(lines));
    }

    public static OnPremRevision? Read(JsonNode? node) =>
        node is JsonObject && (string?)node["id"] is { } id && (string?)node["version"] is { } version
            ? new OnPremRevision(id, version, (string?)node["package"], (string?)node["settings"] ?? "")
            : null;

    public JsonObject ToJson() =>
        new()
        {
            ["id"] = Id,
            ["version"] = Version,
            ["package"] = Package,
            ["settings"] = Settings,
        };

    /// <summary>A value as systemd reads it from a file of settings (systemd.exec, EnvironmentFile=).</summary>
    private static string Quoted(string value) =>
        $"\"{value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
