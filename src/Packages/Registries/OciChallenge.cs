using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Serverless.Packages.Registries;

/// <summary>What a registry asks for in WWW-Authenticate (distribution specification, token authentication).</summary>
/// <param name="IsBasic">Name and password.</param>
/// <param name="Realm">Where tokens are had; null with Basic.</param>
/// <param name="Service">The registry's name there.</param>
internal sealed partial record OciChallenge(bool IsBasic, Uri? Realm, string? Service)
{
    /// <summary>The challenge that can be met; null for none.</summary>
    public static OciChallenge? Of(HttpResponseHeaders headers)
    {
        foreach (var challenge in headers.WwwAuthenticate)
        {
            if (challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
                return new OciChallenge(true, null, null);
            if (!challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
                continue;
            var words = Word().Matches(challenge.Parameter ?? "").ToLookup(match => match.Groups[1].Value, match => match.Groups[2].Value);
            if (Uri.TryCreate(words["realm"].FirstOrDefault(), UriKind.Absolute, out var realm) && OciAddress.IsSafe(realm))
                return new OciChallenge(false, realm, words["service"].FirstOrDefault());
        }

        return null;
    }

    [GeneratedRegex("""([a-z_]+)="([^"]*)"(?:,|$)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
