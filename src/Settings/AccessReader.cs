using System.Net;
using Serverless.Settings.Access;

namespace Serverless.Settings;

/// <summary>The settings of who may ask, which hang together.</summary>
internal static class AccessReader
{
    private static readonly string[] Signatures = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static AccessSettings Read(SettingsReader reader, HostProfile host, IPAddress address)
    {
        var mode = Enum.Parse<AccessMode>(
            reader.OneOf(SettingNames.Auth, host.DefaultAccess.ToString().ToLowerInvariant(), "platform", "keys", "jwt", "none"),
            ignoreCase: true
        );
        if (mode == AccessMode.None && host.IsFronted)
            reader.Reject(
                $"{SettingNames.Auth} is 'none', and a platform hands calls from outside on to this host; "
                    + "allowed here: platform, keys, jwt."
            );
        else if (mode == AccessMode.None && !IPAddress.IsLoopback(address))
            reader.Reject(
                $"{SettingNames.Auth} is 'none' and {SettingNames.Address} is '{address}'; "
                    + "without authentication only a loopback address is listened on."
            );
        return new AccessSettings(
            mode,
            mode == AccessMode.Keys ? KeysFile(reader) : null,
            mode == AccessMode.Jwt ? Jwt(reader) : null,
            Origins(reader),
            PlatformScopes(reader)
        );
    }

    private static HashSet<string> PlatformScopes(SettingsReader reader)
    {
        var scopes = reader.List(SettingNames.PlatformScopes);
        foreach (var stranger in scopes.Except(Scopes.All))
            reader.RejectPart(SettingNames.PlatformScopes, stranger);
        return scopes.Count > 0 ? [.. scopes] : [Scopes.Caption];
    }

    private static string KeysFile(SettingsReader reader)
    {
        var path = Needed(reader, SettingNames.KeysFile, "keys");
        try
        {
            if (path.Length > 0)
                KeyFile.Read(path);
        }
        catch (InvalidDataException error)
        {
            reader.Reject($"{SettingNames.KeysFile}: {error.Message}");
        }

        return path;
    }

    private static JwtSettings Jwt(SettingsReader reader)
    {
        var given = reader.List(SettingNames.JwtAlgorithms);
        var algorithms = given.Count > 0 ? given : ["RS256", "ES256"];
        foreach (var stranger in algorithms.Except(Signatures))
            reader.RejectPart(SettingNames.JwtAlgorithms, stranger);
        var keySet = Needed(reader, SettingNames.JwtKeySet, "jwt");
        CheckKeySet(reader, SettingNames.JwtKeySet, keySet);
        return new JwtSettings(
            Needed(reader, SettingNames.JwtIssuer, "jwt"),
            Needed(reader, SettingNames.JwtAudience, "jwt"),
            algorithms,
            keySet
        );
    }

    /// <summary>Refuses an address that keys may not be read from.</summary>
    public static void CheckKeySet(SettingsReader reader, string setting, string address)
    {
        if (address.Length > 0 && !KeySetAddress.IsReadable(address))
            reader.RejectValue(setting, address);
    }

    private static IReadOnlyList<string> Origins(SettingsReader reader)
    {
        var origins = reader.List(SettingNames.AllowedOrigins);
        foreach (
            var origin in origins.Where(origin =>
                !Uri.TryCreate(origin, UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https")
                || address.GetLeftPart(UriPartial.Authority) != origin
            )
        )
        {
            reader.RejectPart(SettingNames.AllowedOrigins, origin);
        }

        return origins;
    }

    private static string Needed(SettingsReader reader, string setting, string mode)
    {
        if (reader.Text(setting) is { } text)
            return text;
        reader.Reject($"{setting} is missing; {SettingNames.Auth}={mode} needs it.");
        return "";
    }
}
