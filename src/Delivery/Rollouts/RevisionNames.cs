using System.Security.Cryptography;
using System.Text;

namespace Serverless.Delivery.Rollouts;

/// <summary>
/// Names of revisions: lower-case letters, digits and dashes, 47 at most, as the narrowest platform takes them. Made of version, package
/// and settings, so that the same ones have the same name and a rollout that is run again finds its own.
/// </summary>
internal static class RevisionNames
{
    private const int MaxVersion = 36;

    public static string Of(string version, string packageSha256, IReadOnlyDictionary<string, string> settings)
    {
        var content = settings
            .OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => $"{setting.Key}={setting.Value}\n")
            .Prepend(packageSha256 + "\n");
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version + "\n" + string.Concat(content))));
        var name = string.Concat(version.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        return $"v{name[..Math.Min(name.Length, MaxVersion)].Trim('-')}-{digest[..8]}";
    }
}
