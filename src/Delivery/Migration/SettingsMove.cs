using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>Settings for the destination.</summary>
/// <param name="Migration">The migration's id.</param>
/// <param name="Settings">What the destination is to be deployed with; the variable <c>settings</c> of the Terraform modules.</param>
/// <param name="Secrets">Names of secrets that the operator creates in the destination's own secret store; values never travel.</param>
/// <param name="LeftBehind">Names of settings that belong to the old platform and are to be decided anew.</param>
internal sealed record MovedSettings(
    string Migration,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<string> Secrets,
    IReadOnlyList<string> LeftBehind
)
{
    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;
}

/// <summary>Makes the destination's settings of the source's.</summary>
internal static class SettingsMove
{
    private static readonly HashSet<string> Addresses =
    [
        SettingNames.BlobsFrom,
        SettingNames.UploadsTo,
        SettingNames.From,
        SettingNames.ResultsTo,
        SettingNames.ReviewsTo,
        SettingNames.ModelFrom,
        SettingNames.ModelState,
        SettingNames.PredictionsTo,
        SettingNames.TrafficTo,
        SettingNames.ForwardTo,
    ];

    private static readonly HashSet<string> Secrets =
    [
        SettingNames.KeysFile,
        SettingNames.EndpointKeyFile,
        SettingNames.RegistryPasswordFile,
        SettingNames.ScorerKeyFile,
        SettingNames.FallbackKeyFile,
    ];

    /// <summary>What says how the old platform calls, proves callers, computes, or shares work out.</summary>
    private static readonly HashSet<string> OfThePlatform =
    [
        SettingNames.Address,
        SettingNames.Port,
        SettingNames.MetricsPort,
        SettingNames.GrpcPort,
        SettingNames.Role,
        SettingNames.ScorerUrl,
        SettingNames.FallbackUrl,
        SettingNames.WatchFolder,
        SettingNames.Issuer,
        SettingNames.Audience,
        SettingNames.KeySet,
        SettingNames.Identity,
        SettingNames.Origins,
        SettingNames.MaxBodyBytes,
        SettingNames.ModelCache,
        SettingNames.Provider,
        SettingNames.Device,
        SettingNames.ShardIndex,
        SettingNames.ShardCount,
        SettingNames.Run,
        SettingNames.PricedAs,
    ];

    /// <summary>What becomes of a setting.</summary>
    /// <param name="name">Its name.</param>
    public static SettingFate FateOf(string name)
    {
        if (Addresses.Contains(name))
            return SettingFate.Rewritten;
        if (Secrets.Contains(name))
            return SettingFate.Secret;
        return OfThePlatform.Contains(name) ? SettingFate.LeftBehind : SettingFate.Copied;
    }

    /// <summary>Reads settings: a JSON object of names and texts, or lines NAME=VALUE.</summary>
    /// <param name="text">The file's text.</param>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    public static IReadOnlyDictionary<string, string> Read(string text)
    {
        const string Form = "Settings are a JSON object of names and texts, or lines NAME=VALUE.";
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (text.TrimStart().StartsWith('{'))
        {
            try
            {
                foreach (var (name, value) in JsonNode.Parse(text)!.AsObject())
                    settings[name] = value is JsonValue given ? given.ToString() : throw new InvalidDataException($"{name}: {Form}");
            }
            catch (Exception error) when (error is JsonException or ArgumentException)
            {
                throw new InvalidDataException(Form, error);
            }

            return settings;
        }

        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
                continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new InvalidDataException(Form);
            settings[line[..equals].Trim()] = line[(equals + 1)..].Trim();
        }

        return settings;
    }

    /// <summary>Moves settings.</summary>
    /// <param name="migration">The migration's id.</param>
    /// <param name="settings">The source's.</param>
    /// <param name="map">Where folders go.</param>
    /// <exception cref="InvalidDataException">An address that goes nowhere.</exception>
    public static MovedSettings Move(string migration, IReadOnlyDictionary<string, string> settings, AddressMap map)
    {
        var (moved, secrets, left, errors) = (
            new SortedDictionary<string, string>(StringComparer.Ordinal),
            new SortedSet<string>(StringComparer.Ordinal),
            new SortedSet<string>(StringComparer.Ordinal),
            new List<string>()
        );
        foreach (var (name, value) in settings)
        {
            var fate = IsKnown(name) ? FateOf(name) : SettingFate.LeftBehind;
            if (fate == SettingFate.Copied && HoldsSecret(value))
                fate = SettingFate.Secret;
            if (fate == SettingFate.Secret)
                secrets.Add(name);
            else if (fate == SettingFate.LeftBehind)
                left.Add(name);
            else
                moved[name] = fate == SettingFate.Rewritten ? Rewrite(name, value, map, errors) : value;
        }

        if (errors.Count > 0)
            throw new InvalidDataException(string.Join(Environment.NewLine, errors));
        return new MovedSettings(migration, moved, [.. secrets], [.. left]);
    }

    private static bool IsKnown(string name) => SettingNames.All.Contains(name);

    /// <summary>A name and password inside an address, or a signature in its query.</summary>
    private static bool HoldsSecret(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && (uri.UserInfo.Length > 0 || uri.Query.Length > 0);

    private static string Rewrite(string name, string value, AddressMap map, List<string> errors)
    {
        var addresses = SplitAddresses(value);
        var moved = new List<string>();
        foreach (var text in addresses)
        {
            if (IsNoFolder(name, text))
                moved.Add(text);
            else if (BlobAddress.Parse(text).TryGet(out var address, out _) && map.Map(address) is { } there)
                moved.Add(there.ToString());
            else
                errors.Add($"{name} names {text}, which is below no folder that is migrated. Say where it goes: --also {text}=ADDRESS.");
        }

        return string.Join(',', moved);
    }

    /// <summary>The host's log, and a registry that every cloud reaches.</summary>
    private static bool IsNoFolder(string name, string text) =>
        (name == SettingNames.PredictionsTo && text == "log")
        || (name == SettingNames.ModelFrom && text.StartsWith("oci://", StringComparison.Ordinal));

    /// <summary>A comma ends an address only where another begins, as settings are read.</summary>
    private static List<string> SplitAddresses(string value)
    {
        var addresses = new List<string>();
        foreach (var piece in value.Split(','))
        {
            if (addresses.Count == 0 || BlobAddress.IsAddress(piece.TrimStart()))
                addresses.Add(piece.Trim());
            else
                addresses[^1] += "," + piece;
        }

        return addresses;
    }
}

/// <summary>What becomes of a setting.</summary>
internal enum SettingFate
{
    /// <summary>It is taken over.</summary>
    Copied,

    /// <summary>Its addresses become the destination's.</summary>
    Rewritten,

    /// <summary>Only its name is told.</summary>
    Secret,

    /// <summary>It belongs to the old platform.</summary>
    LeftBehind,
}
