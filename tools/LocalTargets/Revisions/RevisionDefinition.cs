using System.Security.Cryptography;
using System.Text;

namespace Serverless.LocalTargets.Revisions;

/// <summary>What a revision is; never changes under its id.</summary>
/// <param name="Id">Its name on this target.</param>
/// <param name="Version">The release's version.</param>
/// <param name="Package">Path of a zip or a folder; null at an entry.</param>
/// <param name="Url">Where it is reached, at an entry; else null.</param>
/// <param name="Sha256">Digest of the package, lower case; null at an entry.</param>
/// <param name="Environment">Settings of the host.</param>
/// <param name="MemoryMb">Memory in MiB that the platform would give.</param>
/// <param name="TimeoutSeconds">Time for one request.</param>
/// <param name="CreatedAt">When it was first put.</param>
internal sealed record RevisionDefinition(
    string Id,
    string Version,
    string? Package,
    string? Url,
    string? Sha256,
    IReadOnlyDictionary<string, string> Environment,
    int? MemoryMb,
    int TimeoutSeconds,
    DateTimeOffset CreatedAt
)
{
    /// <summary>SHA-256 over <c>NAME=value</c> lines in ordinal order: tells whether settings are the same without telling them.</summary>
    public string SettingsSha256 =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Concat(
                        Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}\n")
                    )
                )
            )
        );

    /// <summary>Whether another definition means the same; where a package lies and when it was put do not count.</summary>
    public bool IsSameAs(RevisionDefinition other) =>
        Version == other.Version
        && Url == other.Url
        && Sha256 == other.Sha256
        && MemoryMb == other.MemoryMb
        && TimeoutSeconds == other.TimeoutSeconds
        && SettingsSha256 == other.SettingsSha256;
}
