using System.Net;
using System.Text.RegularExpressions;
using Serverless.Core;

namespace Serverless.Packages.Registries;

/// <summary>A repository of an OCI registry.</summary>
/// <param name="Host">Host, with its port where it has one.</param>
/// <param name="Repository">The repository's name.</param>
public sealed partial record OciAddress(string Host, string Repository)
{
    /// <summary>What addresses of registries begin with.</summary>
    public const string Scheme = "oci://";

    private const string DockerHub = "docker.io";

    private const int MaxName = 255;

    /// <summary>Where the registry answers, with a slash at the end: encrypted, but for this machine's own.</summary>
    public Uri Root => new($"{(IsLoopback(Host) ? "http" : "https")}://{(Host == DockerHub ? "registry-1.docker.io" : Host)}/");

    /// <summary>Reads <c>oci://host[:port]/repository</c>, without a tag.</summary>
    /// <param name="text">The words.</param>
    /// <returns>The address, or <c>reference</c>.</returns>
    public static Result<OciAddress, PackageFailure> Parse(string text)
    {
        var match = Pattern().Match(text);
        var isTaken = match.Success && match.Groups["name"].Length <= MaxName;
        return isTaken && Uri.TryCreate($"https://{match.Groups["host"].Value}/", UriKind.Absolute, out _)
            ? new OciAddress(match.Groups["host"].Value, match.Groups["name"].Value)
            : PackageFailure.WrongUsage("reference", $"'{text}' is no repository: expected oci://host/repository, in lower case.");
    }

    /// <summary>Whether an address may be asked: encrypted, or of this machine.</summary>
    internal static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address.Authority));

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}{Host}/{Repository}";

    private static bool IsLoopback(string host)
    {
        var name = new Uri($"http://{host}/").DnsSafeHost;
        return name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    [GeneratedRegex(
        @"^oci://(?<host>[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?)/"
            + @"(?<name>[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pattern();
}
